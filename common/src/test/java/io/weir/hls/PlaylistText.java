package io.weir.hls;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist read back, line by line, by rules narrower than RFC 8216's: the tags that Weir writes, each where it
 * belongs, and nothing else. Test support; shares no code with the encoder.
 *
 * @param version EXT-X-VERSION
 * @param targetDurationS EXT-X-TARGETDURATION
 * @param mediaSequence EXT-X-MEDIA-SEQUENCE
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE
 * @param ended whether EXT-X-ENDLIST is its last line
 * @param entries its segments
 */
public record PlaylistText(
        int version,
        int targetDurationS,
        long mediaSequence,
        long discontinuitySequence,
        boolean ended,
        List<Entry> entries) {
    private static final Pattern EXTINF = Pattern.compile("(\\d{1,6})\\.(\\d{3}),");
    private static final Pattern MAP = Pattern.compile("URI=\"([A-Za-z0-9_./-]+)\"");
    private static final int MIN_VERSION = 3;
    private static final int MAP_VERSION = 6;
    private static final int GAP_VERSION = 8;

    /**
     * One segment of it.
     *
     * @param msn its media sequence number
     * @param discontinuityNumber its discontinuity sequence number (RFC 8216 section 3)
     * @param uri as written
     * @param startMs EXT-X-PROGRAM-DATE-TIME
     * @param durationMs EXTINF
     * @param discontinuity whether EXT-X-DISCONTINUITY stands before it
     * @param gap whether it is an EXT-X-GAP
     * @param map the URI of the EXT-X-MAP that it needs; null for a transport stream and for a gap
     */
    public record Entry(
            long msn,
            long discontinuityNumber,
            String uri,
            long startMs,
            int durationMs,
            boolean discontinuity,
            boolean gap,
            @Nullable String map) {}

    /**
     * Reads a playlist.
     *
     * @throws AssertionError that says which line breaks which rule
     */
    public static PlaylistText parse(String text) {
        return new Reader().read(text);
    }

    /** The sum of its EXTINF. */
    public long durationMs() {
        return entries.stream().mapToLong(Entry::durationMs).sum();
    }

    /** The number of its last entry. */
    public long lastMsn() {
        return mediaSequence + entries.size() - 1;
    }

    private static final class Reader {
        private final Set<String> headers = new HashSet<>();
        private final Set<String> uris = new HashSet<>();
        private final List<Entry> entries = new ArrayList<>();
        private int version;
        private int targetDurationS;
        private long mediaSequence = -1;
        private long discontinuitySequence = -1;
        private boolean ended;

        private long discontinuityNumber;
        private boolean discontinuity;
        private boolean gap;
        private @Nullable String map;
        private boolean mapped;
        private @Nullable Long startMs;
        private @Nullable Integer durationMs;

        PlaylistText read(String text) {
            require(text.startsWith("#EXTM3U\n"), "begins with #EXTM3U", text);
            require(text.endsWith("\n"), "ends with a line's end", text);
            List<String> lines = text.lines().toList();
            for (String line : lines.subList(1, lines.size())) {
                require(!ended, "nothing follows EXT-X-ENDLIST", line);
                readLine(line);
            }
            require(
                    durationMs == null && !discontinuity && !gap && !mapped && startMs == null,
                    "every tag has its URI",
                    text);
            require(!entries.isEmpty(), "has at least one segment", text);
            require(version >= MIN_VERSION, "has EXT-X-VERSION for decimal EXTINF", text);
            require(targetDurationS > 0, "has EXT-X-TARGETDURATION", text);
            return new PlaylistText(
                    version, targetDurationS, mediaSequence, discontinuitySequence, ended, List.copyOf(entries));
        }

        private void readLine(String line) {
            if (!line.startsWith("#")) {
                entry(line);
                return;
            }
            int colon = line.indexOf(':');
            String tag = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            switch (tag) {
                case "#EXT-X-VERSION" -> version = (int) header(tag, value);
                case "#EXT-X-TARGETDURATION" -> targetDurationS = (int) header(tag, value);
                case "#EXT-X-MEDIA-SEQUENCE" -> mediaSequence = header(tag, value);
                case "#EXT-X-DISCONTINUITY-SEQUENCE" -> {
                    discontinuitySequence = header(tag, value);
                    discontinuityNumber = discontinuitySequence;
                }
                case "#EXT-X-INDEPENDENT-SEGMENTS" -> header(tag, "0");
                case "#EXT-X-DISCONTINUITY" -> {
                    require(!discontinuity, "one EXT-X-DISCONTINUITY an entry", line);
                    discontinuity = true;
                    discontinuityNumber++;
                    map = null; // it is to be said again behind each
                }
                case "#EXT-X-GAP" -> gap = true;
                case "#EXT-X-MAP" -> map(value);
                case "#EXT-X-PROGRAM-DATE-TIME" -> startMs = dateTime(value);
                case "#EXTINF" -> durationMs = duration(value);
                case "#EXT-X-ENDLIST" -> ended = true;
                default -> throw violation("only tags that Weir writes", line);
            }
        }

        private long header(String tag, String value) {
            require(entries.isEmpty() && startMs == null && !discontinuity, tag + " stands before all entries", value);
            require(headers.add(tag), tag + " stands once", value);
            require(value.matches("\\d{1,18}"), tag + " has a number", value);
            return Long.parseLong(value);
        }

        private long dateTime(String value) {
            try {
                return Instant.parse(value).toEpochMilli();
            } catch (DateTimeParseException e) {
                throw violation("EXT-X-PROGRAM-DATE-TIME is ISO 8601", value);
            }
        }

        private void map(String value) {
            Matcher form = MAP.matcher(value);
            require(form.matches(), "EXT-X-MAP has a URI and nothing else", value);
            require(startMs == null && !gap && !mapped, "EXT-X-MAP stands before its first segment", value);
            require(!form.group(1).equals(map), "EXT-X-MAP says something new", value);
            map = form.group(1);
            mapped = true;
        }

        private int duration(String value) {
            Matcher form = EXTINF.matcher(value);
            require(form.matches(), "EXTINF has ms and no title", value);
            return Integer.parseInt(form.group(1)) * 1000 + Integer.parseInt(form.group(2));
        }

        private void entry(String uri) {
            require(!uri.isBlank(), "no blank lines", uri);
            require(mediaSequence >= 0, "EXT-X-MEDIA-SEQUENCE stands before the entries", uri);
            require(discontinuitySequence >= 0, "EXT-X-DISCONTINUITY-SEQUENCE stands before the entries", uri);
            require(uris.add(uri), "each URI stands once", uri);
            require(!gap || version >= GAP_VERSION, "EXT-X-GAP asks for version 8", uri);
            if (startMs == null) {
                throw violation("every entry has EXT-X-PROGRAM-DATE-TIME", uri);
            }
            if (durationMs == null || durationMs == 0) {
                throw violation("every entry has an EXTINF greater than 0", uri);
            }
            require((durationMs + 500) / 1000 <= targetDurationS, "EXTINF, rounded, is at most the target", uri);
            require(!mapped || version >= MAP_VERSION, "EXT-X-MAP asks for version 6", uri);
            require(
                    uri.endsWith(".m4s") == (map != null) || gap,
                    "fragmented MP4, and only that, has an EXT-X-MAP",
                    uri);
            entries.add(new Entry(
                    mediaSequence + entries.size(),
                    discontinuityNumber,
                    uri,
                    startMs,
                    durationMs,
                    discontinuity,
                    gap,
                    gap ? null : map));
            mapped = false;
            discontinuity = false;
            gap = false;
            startMs = null;
            durationMs = null;
        }
    }

    static void require(boolean holds, String rule, Object subject) {
        if (!holds) {
            throw violation(rule, subject);
        }
    }

    static AssertionError violation(String rule, Object subject) {
        return new AssertionError("playlist breaks the rule \"" + rule + "\": " + subject);
    }
}
