package io.weir.ts;

import io.weir.media.AudioFormat;

/**
 * Puts sound frames on the grid of their samples. FLV times are whole milliseconds, and a player that trusted them would
 * hear a crack at every frame; but a sender's clock is its own, so a frame that is more than its length off the grid
 * starts a new one. Integers throughout: no error adds up, however long the stream.
 */
final class AudioGrid {
    /** Bounds {@link TsState#audioSamples}: a second at the highest rate there is. */
    static final int MAX_SAMPLES_SINCE_ANCHOR = 96_000;

    private static final int TICKS_PER_SECOND = 90_000;

    private final int sampleRate;
    private final long frame90k;
    private long anchor90k;
    private int samplesSinceAnchor;
    private long lastPts90k;
    private boolean contiguous;

    AudioGrid(TsState state, AudioFormat format) {
        sampleRate = format.sampleRate();
        frame90k = toTicks(format.samplesPerFrame());
        anchor90k = state.audioAnchor90k();
        samplesSinceAnchor = state.audioSamples();
        lastPts90k = state.lastAudioPts90k();
    }

    /**
     * Takes the place of the next samples.
     *
     * @param wanted90k what the sender's time says
     * @return PTS, strictly after the one before
     */
    long place(long wanted90k, int samples) {
        long pts90k = anchor90k + toTicks(samplesSinceAnchor);
        contiguous = anchor90k != TsState.NONE && Math.abs(wanted90k - pts90k) <= frame90k;
        if (!contiguous) {
            pts90k = lastPts90k == TsState.NONE ? wanted90k : Math.max(wanted90k, lastPts90k + 1);
            anchor90k = pts90k;
            samplesSinceAnchor = 0;
        }
        lastPts90k = pts90k;
        int sum = samplesSinceAnchor + samples;
        // Whole seconds move into the anchor, which is exact.
        anchor90k += (long) (sum / sampleRate) * TICKS_PER_SECOND;
        samplesSinceAnchor = sum % sampleRate;
        return pts90k;
    }

    /** Whether the frame placed last followed the one before without a seam. */
    boolean contiguous() {
        return contiguous;
    }

    /** Where the frame placed last ends. */
    long end90k() {
        return anchor90k + toTicks(samplesSinceAnchor);
    }

    long anchor90k() {
        return anchor90k;
    }

    int samplesSinceAnchor() {
        return samplesSinceAnchor;
    }

    long lastPts90k() {
        return lastPts90k;
    }

    private long toTicks(int samples) {
        return (long) samples * TICKS_PER_SECOND / sampleRate;
    }
}
