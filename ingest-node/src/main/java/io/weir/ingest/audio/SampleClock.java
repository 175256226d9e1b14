package io.weir.ingest.audio;

/**
 * The source's times and the samples that came with them, on one line. Samples follow one another without a seam; the
 * times, which are rounded and jitter, are believed only where they jump or are off on the average. Positions are samples
 * of the encoder's rate since the source's time 0. Not for several threads.
 */
final class SampleClock {
    /** What a frame's time says. */
    enum Place {
        /** The frame goes on where the last one ended. */
        FOLLOWS,
        /** Time has passed without sound, or has been set back: a new anchor. */
        JUMPS,
        /** Its time has been heard already. */
        LATE
    }

    /** Further off than this is heard and seen, and no jitter. */
    static final int JUMP_MS = 100;

    /** Further back than this the source's clock was set. */
    static final int SET_BACK_MS = 1_000;

    /** Where time stands still so many frames are left out, and then it is believed. */
    static final int MAX_LATE = 100;

    /** Off by more than this on the average is corrected, ms. */
    static final int DRIFT_MS = 10;

    /** Averages are of so long, ms: as long as a burst of jitter may last, and longer. */
    private static final int AVERAGE_MS = 2_000;

    /** A correction changes the speed by one part in so many, which nobody hears. */
    private static final int CORRECTION = 100;

    private final int sampleRate;
    private boolean anchored;
    private long lastMs;
    private long block;
    private int late;

    private double sumOfOffsets;
    private int offsets;
    private long averageFrom;

    SampleClock(int sampleRate) {
        this.sampleRate = sampleRate;
    }

    /**
     * Looks at a frame's time.
     *
     * @param waiting samples that were taken and are not in a whole block yet
     */
    Place place(int timestampMs, long waiting) {
        if (!anchored) {
            return Place.JUMPS;
        }
        long offset = samples(unwrapped(timestampMs)) - (block + waiting);
        if (offset > samples(JUMP_MS) || offset <= -samples(SET_BACK_MS)) {
            late = 0;
            return Place.JUMPS;
        }
        // Once late, until caught up: else it would stay a jump behind.
        if (offset < (late > 0 ? 0 : -samples(JUMP_MS))) {
            late++;
            if (late <= MAX_LATE) {
                return Place.LATE;
            }
            late = 0;
            return Place.JUMPS;
        }
        late = 0;
        sumOfOffsets += offset;
        offsets++;
        return Place.FOLLOWS;
    }

    /**
     * The next sample is heard at this time.
     *
     * @param timestampMs of a frame that {@link Place#JUMPS}
     */
    void anchor(int timestampMs) {
        lastMs = anchored ? unwrapped(timestampMs) : timestampMs;
        anchored = true;
        block = samples(lastMs);
        restartAverage(0);
    }

    /** A frame's samples have been taken. */
    void pass(int timestampMs) {
        lastMs = unwrapped(timestampMs);
    }

    /** Where the open block begins, ms, 32 bits that wrap. */
    int blockMs() {
        return (int) Math.floorDiv(block * 1_000 + sampleRate / 2, (long) sampleRate);
    }

    /** The open block is full; the next one begins behind it. */
    void nextBlock(int samples) {
        block += samples;
    }

    /**
     * By how many samples what is given falls short of the source's time (negative: exceeds), if that is worth a
     * correction; else 0. Whoever asks corrects it within {@link #correctionSamples}.
     */
    int drift() {
        if (block < averageFrom + samples(AVERAGE_MS) || offsets == 0) {
            return 0;
        }
        int drift = (int) Math.round(sumOfOffsets / offsets);
        if (Math.abs(drift) < samples(DRIFT_MS)) {
            restartAverage(0);
            return 0;
        }
        restartAverage(correctionSamples(drift));
        return drift;
    }

    /** Over how many samples a drift is corrected. */
    static int correctionSamples(int drift) {
        return Math.abs(drift) * CORRECTION;
    }

    /** Offsets count from so many samples on; those until then are of a correction on its way. */
    private void restartAverage(long after) {
        sumOfOffsets = 0;
        offsets = 0;
        averageFrom = block + after;
    }

    /** Times are of 32 bits and wrap; positions do not. */
    private long unwrapped(int timestampMs) {
        return lastMs + (timestampMs - (int) lastMs);
    }

    private long samples(long ms) {
        return ms * sampleRate / 1_000;
    }
}
