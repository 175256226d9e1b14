package io.weir.flv;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A clip without an end: the tags of an FLV file again and again, as one stream whose times run on.
 *
 * <p>The period is that of the longest track, its last frame's length included. Where one track outlasts another the
 * rounds overlap, and the tags are sorted; so times never go back. Script data comes in the first round alone, a codec
 * configuration only where it differs from the one before. Not for several threads.
 */
public final class FlvLoop {
    /** A clip is kept in memory; a longer one is refused, bytes. */
    public static final long MAX_CLIP_BYTES = 256L << 20;

    /** A tag of the clip; {@code offsetMs} counts from the clip's first frame. */
    private record Entry(FlvTag tag, boolean frame, long offsetMs) {}

    /**
     * A tag and when it is due.
     *
     * @param atMs milliseconds since the first tag of the stream; never goes back, does not wrap
     */
    public record Timed(long atMs, FlvTag tag) {}

    private final List<Entry> firstRound = new ArrayList<>();
    private final List<Entry> laterRounds = new ArrayList<>();
    private final Map<Integer, FlvTag> configurations = new HashMap<>();
    private final long periodMs;
    private final int startTimestampMs;

    private List<Entry> round = firstRound;
    private long roundStartMs;
    private int position;

    private FlvLoop(List<FlvTag> clip, int startTimestampMs) {
        this.startTimestampMs = startTimestampMs;
        List<Entry> entries = entriesOf(clip);
        periodMs = periodMs(entries);
        for (Entry entry : entries) {
            if (entry.offsetMs < periodMs) {
                firstRound.add(entry);
            }
            if (entry.tag.type() != FlvTag.SCRIPT) {
                laterRounds.add(new Entry(entry.tag, entry.frame, entry.offsetMs % periodMs));
            }
        }
        firstRound.sort(Comparator.comparingLong(Entry::offsetMs));
        laterRounds.sort(Comparator.comparingLong(Entry::offsetMs));
    }

    /**
     * Reads a clip whole.
     *
     * @param in an FLV file, read to its end; stays the caller's
     * @param startTimestampMs the first frame's time in the stream; 32 bits that wrap
     * @throws FlvFormatException if it is no FLV, has no frame, or is longer than {@link #MAX_CLIP_BYTES}
     */
    public static FlvLoop read(InputStream in, int startTimestampMs) throws IOException {
        return of(tags(in), startTimestampMs);
    }

    /**
     * The tags of a clip, to make several loops of.
     *
     * @param in an FLV file, read to its end; stays the caller's
     * @throws FlvFormatException if it is no FLV, or is longer than {@link #MAX_CLIP_BYTES}
     */
    public static List<FlvTag> tags(InputStream in) throws IOException {
        FlvFile file = FlvFile.open(in, FlvTag.MAX_BODY_BYTES); // not closed, for it would close the caller's stream
        List<FlvTag> tags = new ArrayList<>();
        long bytes = 0;
        for (FlvTag tag = file.next(); tag != null; tag = file.next()) {
            bytes += tag.fileBytes();
            if (bytes > MAX_CLIP_BYTES) {
                throw new FlvFormatException("FLV clip of more than " + MAX_CLIP_BYTES + " bytes");
            }
            tags.add(tag);
        }
        return tags;
    }

    /**
     * Loops over these tags.
     *
     * @param clip in the order of a file; their buffers are kept and never released
     * @param startTimestampMs the first frame's time in the stream; 32 bits that wrap
     * @throws FlvFormatException if there is no frame among them
     */
    public static FlvLoop of(List<FlvTag> clip, int startTimestampMs) {
        return new FlvLoop(clip, startTimestampMs);
    }

    /** How long one round is, ms. */
    public long periodMs() {
        return periodMs;
    }

    /** The next tag; there always is one. Its buffer is shared with all rounds. */
    public Timed next() {
        while (true) {
            if (position == round.size()) {
                round = laterRounds;
                roundStartMs += periodMs;
                position = 0;
            }
            Entry entry = round.get(position++);
            if (entry.frame || entry.tag.type() == FlvTag.SCRIPT || isNew(entry.tag)) {
                long atMs = roundStartMs + entry.offsetMs;
                FlvTag tag = entry.tag;
                int timestampMs = startTimestampMs + (int) atMs; // wraps as it should
                return new Timed(atMs, new FlvTag(tag.type(), timestampMs, tag.buffer(), tag.offset(), tag.length()));
            }
        }
    }

    private boolean isNew(FlvTag configuration) {
        FlvTag before = configurations.put(configuration.type(), configuration);
        return before == null || !sameBody(before, configuration);
    }

    private static boolean sameBody(FlvTag a, FlvTag b) {
        return a.length() == b.length()
                && ByteBufUtil.equals(a.buffer(), a.offset(), b.buffer(), b.offset(), a.length());
    }

    private static List<Entry> entriesOf(List<FlvTag> clip) {
        FlvTag first = null;
        long leastMs = 0;
        for (FlvTag tag : clip) {
            if (isFrame(tag)) {
                first = first == null ? tag : first;
                leastMs = Math.min(leastMs, tag.timestampMs() - first.timestampMs());
            }
        }
        if (first == null) {
            throw new FlvFormatException("FLV clip without a frame");
        }
        List<Entry> entries = new ArrayList<>();
        for (FlvTag tag : clip) {
            if (isPassedOn(tag)) {
                long offsetMs = tag.timestampMs() - first.timestampMs() - leastMs; // int difference: wraps as it should
                entries.add(new Entry(tag, isFrame(tag), Math.max(0, offsetMs)));
            }
        }
        return entries;
    }

    private static long periodMs(List<Entry> entries) {
        double longestMs = 1;
        for (int type : new int[] {FlvTag.AUDIO, FlvTag.VIDEO}) {
            long count = 0;
            long firstMs = Long.MAX_VALUE;
            long lastMs = 0;
            for (Entry entry : entries) {
                if (entry.frame && entry.tag.type() == type) {
                    count++;
                    firstMs = Math.min(firstMs, entry.offsetMs);
                    lastMs = Math.max(lastMs, entry.offsetMs);
                }
            }
            if (count > 1) {
                longestMs = Math.max(longestMs, (lastMs - firstMs) * (count / (count - 1.0)));
            }
        }
        return Math.round(longestMs);
    }

    private static boolean isFrame(FlvTag tag) {
        ByteBuf buffer = tag.buffer();
        return switch (tag.type()) {
            case FlvTag.VIDEO ->
                VideoTagHeader.parse(buffer, tag.offset(), tag.length()).kind() == VideoTagHeader.Kind.FRAME;
            case FlvTag.AUDIO ->
                AudioTagHeader.parse(buffer, tag.offset(), tag.length()).kind() == AudioTagHeader.Kind.FRAME;
            default -> false;
        };
    }

    /** All but what ends a sequence, for this one does not end, and what has no meaning here. */
    private static boolean isPassedOn(FlvTag tag) {
        ByteBuf buffer = tag.buffer();
        return switch (tag.type()) {
            case FlvTag.VIDEO -> {
                VideoTagHeader.Kind kind =
                        VideoTagHeader.parse(buffer, tag.offset(), tag.length()).kind();
                yield kind == VideoTagHeader.Kind.FRAME || kind == VideoTagHeader.Kind.CONFIGURATION;
            }
            case FlvTag.AUDIO ->
                AudioTagHeader.parse(buffer, tag.offset(), tag.length()).kind() != AudioTagHeader.Kind.OTHER;
            case FlvTag.SCRIPT -> true;
            default -> false;
        };
    }
}
