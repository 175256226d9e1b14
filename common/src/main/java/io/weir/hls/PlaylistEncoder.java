package io.weir.hls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Playlists as UTF-8 text (RFC 8216 section 4, rfc8216bis). A pure function: the same record gives the same bytes on
 * every edge.
 */
public final class PlaylistEncoder {
    /**
     * EXT-X-VERSION of every playlist. EXT-X-GAP asks for 8 (rfc8216bis section 8), EXT-X-MAP for 6; one without says it too,
     * because the tag must not change between two reloads (RFC 8216 section 6.2.1).
     */
    public static final int VERSION = 8;

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** What a URI may be made of here, so that no name can end a line and begin a tag. */
    private static final Pattern URI = Pattern.compile("[A-Za-z0-9_./-]*");

    /** What may stand in a quoted string (RFC 8216 section 4.2), less what CODECS never has. */
    private static final Pattern CODECS = Pattern.compile("[!#-~]*");

    private static final int TYPICAL_ENTRY_CHARS = 160;

    private PlaylistEncoder() {}

    /**
     * A media playlist.
     *
     * @param directory put before each segment's name to make its URI, relative to the playlist's own; such as
     *     {@code cam1/}
     * @throws IllegalArgumentException if there is no segment, or a URI has a character that none of ours has
     */
    public static byte[] media(MediaPlaylist playlist, String directory) {
        if (playlist.segments().isEmpty()) {
            throw new IllegalArgumentException("a media playlist has at least one segment");
        }
        StringBuilder text =
                new StringBuilder(TYPICAL_ENTRY_CHARS * (playlist.segments().size() + 1));
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
        if (playlist.independentSegments()) {
            text.append("\n#EXT-X-INDEPENDENT-SEGMENTS");
        }
        text.append("\n#EXT-X-TARGETDURATION:").append(playlist.targetDurationS());
        text.append("\n#EXT-X-MEDIA-SEQUENCE:")
                .append(playlist.segments().get(0).msn());
        text.append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
                .append(playlist.discontinuitySequence())
                .append('\n');
        String map = null;
        for (MediaSegment segment : playlist.segments()) {
            map = segment.discontinuity() ? null : map;
            boolean mapped = segment.map() == null || segment.map().equals(map);
            appendEntry(text, segment, directory, mapped ? null : segment.map());
            map = mapped ? map : segment.map();
        }
        if (playlist.ended()) {
            text.append("#EXT-X-ENDLIST\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /**
     * A master playlist of one variant.
     *
     * @param mediaUri the media playlist, relative to the master
     * @throws IllegalArgumentException if the URI or the codecs have a character that none of ours has
     */
    public static byte[] master(Variant variant, String mediaUri) {
        StringBuilder text = new StringBuilder(TYPICAL_ENTRY_CHARS * 2);
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
        text.append("\n#EXT-X-STREAM-INF:BANDWIDTH=").append(variant.bandwidth());
        if (!variant.codecs().isEmpty()) {
            text.append(",CODECS=\"").append(checked(CODECS, variant.codecs())).append('"');
        }
        if (variant.width() > 0 && variant.height() > 0) {
            text.append(",RESOLUTION=").append(variant.width()).append('x').append(variant.height());
        }
        if (variant.frameRateMilli() > 0) {
            appendThousandths(text.append(",FRAME-RATE="), variant.frameRateMilli());
        }
        text.append('\n').append(checked(URI, mediaUri)).append('\n');
        return text.toString().getBytes(UTF_8);
    }

    /**
     * Every entry says its own date, so that an entry's text is the same wherever the window begins, but for EXT-X-MAP.
     *
     * @param newMap the init segment from this entry on; null if it stays as it is
     */
    private static void appendEntry(
            StringBuilder text, MediaSegment segment, String directory, @Nullable String newMap) {
        if (segment.discontinuity()) {
            text.append("#EXT-X-DISCONTINUITY\n");
        }
        if (newMap != null) {
            text.append("#EXT-X-MAP:URI=\"")
                    .append(checked(URI, directory))
                    .append(checked(URI, newMap))
                    .append("\"\n");
        }
        text.append("#EXT-X-PROGRAM-DATE-TIME:");
        DATE_TIME.formatTo(Instant.ofEpochMilli(segment.startMs()), text);
        if (segment.gap()) {
            text.append("\n#EXT-X-GAP");
        }
        appendThousandths(text.append("\n#EXTINF:"), segment.durationMs());
        text.append(",\n")
                .append(checked(URI, directory))
                .append(checked(URI, segment.name()))
                .append('\n');
    }

    /** A number of thousandths as a decimal, without a locale and without rounding. */
    private static void appendThousandths(StringBuilder text, int thousandths) {
        text.append(thousandths / 1000).append('.');
        int fraction = thousandths % 1000;
        text.append((char) ('0' + fraction / 100))
                .append((char) ('0' + fraction / 10 % 10))
                .append((char) ('0' + fraction % 10));
    }

    private static String checked(Pattern allowed, String text) {
        if (!allowed.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a character that no playlist of ours has, in " + text.length() + " of " + allowed);
        }
        return text;
    }
}
