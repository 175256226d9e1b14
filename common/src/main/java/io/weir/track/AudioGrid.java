package io.weir.track;

import io.weir.media.AudioFormat;

/**
 * Puts sound frames on the grid of their samples. FLV times are whole milliseconds, and a player that trusted them would
 * hear a crack at every frame; but a sender's clock is its own, so a frame that is more than its length off the grid
 * starts a new one. Integers throughout: no error adds up, however long the stream.
 */
public final class AudioGrid {
    /** No time yet. */
    public static final long NONE = Long.MIN_VALUE;

    /** Bounds {@link #samplesSinceAnchor}: a second at the highest rate there is. */
    public static final int MAX_SAMPLES_SINCE_ANCHOR = 96_000;

    private final int ticksPerSecond;
    private final int sampleRate;
    private final long frameTicks;
    private long anchor;
    private int samplesSinceAnchor;
    private long lastPts;
    private boolean contiguous;

    /**
     * A grid that goes on from where another one was.
     *
     * @param ticksPerSecond the unit of all times here
     * @param anchor of the other one, or {@link #NONE}; likewise the rest
     */
    public AudioGrid(AudioFormat format, int ticksPerSecond, long anchor, int samplesSinceAnchor, long lastPts) {
        this.ticksPerSecond = ticksPerSecond;
        sampleRate = format.sampleRate();
        frameTicks = toTicks(format.samplesPerFrame());
        this.anchor = anchor;
        this.samplesSinceAnchor = samplesSinceAnchor;
        this.lastPts = lastPts;
    }

    /**
     * Takes the place of the next samples.
     *
     * @param wanted what the sender's time says
     * @return PTS, strictly after the one before
     */
    public long place(long wanted, int samples) {
        long pts = anchor + toTicks(samplesSinceAnchor);
        contiguous = anchor != NONE && Math.abs(wanted - pts) <= frameTicks;
        if (!contiguous) {
            pts = lastPts == NONE ? wanted : Math.max(wanted, lastPts + 1);
            anchor = pts;
            samplesSinceAnchor = 0;
        }
        lastPts = pts;
        int sum = samplesSinceAnchor + samples;
        // Whole seconds move into the anchor, which is exact.
        anchor += (long) (sum / sampleRate) * ticksPerSecond;
        samplesSinceAnchor = sum % sampleRate;
        return pts;
    }

    /** Whether the frame placed last followed the one before without a seam. */
    public boolean contiguous() {
        return contiguous;
    }

    /** Where the frame placed last ends. */
    public long end() {
        return anchor + toTicks(samplesSinceAnchor);
    }

    /** The exact time from which the samples are counted. */
    public long anchor() {
        return anchor;
    }

    /** Less than a second of them. */
    public int samplesSinceAnchor() {
        return samplesSinceAnchor;
    }

    /** Where the frame placed last begins. */
    public long lastPts() {
        return lastPts;
    }

    private long toTicks(int samples) {
        return (long) samples * ticksPerSecond / sampleRate;
    }
}
