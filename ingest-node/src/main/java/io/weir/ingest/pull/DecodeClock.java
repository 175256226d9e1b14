package io.weir.ingest.pull;

/**
 * Decode times for pictures of which only presentation times are known, in decode order. Pure.
 *
 * <p>With a reordering of {@code n} pictures, a picture's decode time is the {@code n+1}th greatest presentation time so far:
 * then no picture is shown before it is decoded, and decode times never fall back. {@code n} is learned from the pictures: one
 * that is shown before others that came before it says how many, unless there are more than the source allows itself: then its
 * clock has fallen back. Until the first of those comes {@code n} is 0, so that its decode time is late once, and its
 * composition time below 0; a stream without B-frames is not delayed. A source that says that it reorders a few is believed
 * from the beginning, and its first pictures are decoded so much earlier.
 */
final class DecodeClock {
    /** H.264 and HEVC reorder no more pictures than this (max_num_reorder_frames, sps_max_num_reorder_pics). */
    static final int MAX_REORDERED = 16;

    /** Said by a source that reorders. More is what encoders say that do not think about it. */
    private static final int MAX_BELIEVED = 4;

    /** Between the first pictures, whose distance is not known yet, ms. */
    private static final int FIRST_INTERVAL_MS = 40;

    /** A presentation time that is so far from the one before is on another clock, ms. */
    static final long MAX_FORWARD_MS = 10_000;

    static final long MAX_BACKWARD_MS = 1_000;

    /** The greatest presentation times, falling. */
    private final long[] greatest = new long[MAX_REORDERED + 1];

    private int known;
    private int reordered;
    private int limit = MAX_REORDERED;
    private long lastPtsMs;
    private long lastDtsMs;

    /** From now on no picture is shown before more than so many that came before it. */
    void limit(int pictures) {
        limit = Math.min(MAX_REORDERED, pictures);
        reordered = isBelieved() ? limit : Math.min(reordered, limit);
    }

    private boolean isBelieved() {
        return limit <= MAX_BELIEVED;
    }

    /**
     * The decode time of the next picture.
     *
     * @param reorderable whether it can be a picture that is shown before others that came before it
     */
    long decodeMs(long ptsMs, boolean reorderable) {
        if (known > 0 && isElsewhere(ptsMs)) {
            known = 0;
        }
        boolean begins = known == 0;
        if (!begins && ptsMs < greatest[0]) {
            int greater = countGreater(ptsMs);
            if (reorderable && greater <= limit) {
                reordered = Math.max(reordered, greater);
            } else if (reorderable || reordered == 0) {
                known = 0; // the clock has fallen back a little
                begins = true;
            }
        }
        insert(ptsMs);
        int missing = Math.max(0, reordered + 1 - known);
        long dtsMs = greatest[reordered - missing] - (isBelieved() ? (long) missing * FIRST_INTERVAL_MS : 0);
        lastDtsMs = begins ? dtsMs : Math.max(lastDtsMs, dtsMs);
        lastPtsMs = ptsMs;
        return lastDtsMs;
    }

    /** How many pictures are decoded before one that is shown before them, as far as known. */
    int reordered() {
        return reordered;
    }

    private boolean isElsewhere(long ptsMs) {
        return ptsMs - lastPtsMs > MAX_FORWARD_MS || ptsMs < lastDtsMs - MAX_BACKWARD_MS;
    }

    private int countGreater(long ptsMs) {
        int count = 0;
        while (count < known && greatest[count] > ptsMs) {
            count++;
        }
        return count;
    }

    private void insert(long ptsMs) {
        int at = countGreater(ptsMs);
        if (at == greatest.length) {
            return;
        }
        int moved = Math.min(known, greatest.length - 1) - at;
        System.arraycopy(greatest, at, greatest, at + 1, moved);
        greatest[at] = ptsMs;
        known = Math.min(known + 1, greatest.length);
    }
}
