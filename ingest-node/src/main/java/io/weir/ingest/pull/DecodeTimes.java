package io.weir.ingest.pull;

import java.util.PriorityQueue;

/**
 * Decode times for pictures whose presentation times alone are known, in decoding order: RTP carries no others.
 *
 * <p>Where pictures are shown in the order they come, both times are the same. Where some are shown later than others that
 * come after them (B-frames), the decode times are the presentation times in ascending order, late by as many pictures as
 * are reordered at most; how many that is shows by itself, and is kept. While it is being learned a decode time steps on by
 * a millisecond.
 */
final class DecodeTimes {
    /** H.264 and HEVC allow no more. */
    static final int MAX_REORDERED = 16;

    private final int maxReordered;
    private final PriorityQueue<Long> shown = new PriorityQueue<>();
    private int reordered;
    private long last = Long.MIN_VALUE;

    /**
     * Of a track.
     *
     * @param maxReordered how many pictures may be reordered; 0 where the profile has no B-frames
     */
    DecodeTimes(int maxReordered) {
        this.maxReordered = maxReordered;
    }

    /**
     * The decode time of the next picture, ms: greater than the one before, and not greater than the presentation time but
     * while the order is being learned.
     */
    long next(long ptsMs) {
        shown.add(ptsMs);
        if (last != Long.MIN_VALUE && ptsMs <= last && reordered < maxReordered) {
            reordered++;
        }
        long dtsMs = Long.MIN_VALUE;
        while (shown.size() > reordered) {
            dtsMs = shown.remove();
        }
        last = last == Long.MIN_VALUE ? Math.max(dtsMs, ptsMs) : Math.max(dtsMs, last + 1);
        return last;
    }

    /** Forgets times, not how many are reordered: times begin anew. */
    void restart() {
        shown.clear();
        last = Long.MIN_VALUE;
    }
}
