package io.weir.ingest.time;

/** Clocks that begin anew because they are full: no jump. Those of 32 bits of milliseconds wrap by themselves in an {@code int}. */
final class Wraps {
    /** Of 90 kHz, with 33 bits (MPEG transport streams) and with 32 (RTP), ms. */
    private static final int[] PERIODS_MS = {(int) ((1L << 33) / 90), (int) ((1L << 32) / 90)};

    /** How far a step may be from a whole period and be a wrap, ms. */
    private static final int MAX_STEP_MS = 5_000;

    private Wraps() {}

    /** The step that a clock would have made had it not wrapped. */
    static int undo(int stepMs) {
        for (int periodMs : PERIODS_MS) {
            if (Math.abs(stepMs + (long) periodMs) <= MAX_STEP_MS) {
                return stepMs + periodMs;
            }
            if (Math.abs(stepMs - (long) periodMs) <= MAX_STEP_MS) {
                return stepMs - periodMs;
            }
        }
        return stepMs;
    }
}
