package io.weir.ingest.camera;

import java.util.function.LongSupplier;

/** The clocks of a pull: one that only goes forward, for durations, and the wall clock, for people. */
record PullClock(LongSupplier nanoTime, LongSupplier wallClockMs) {
    long monotonicMs() {
        return nanoTime.getAsLong() / 1_000_000;
    }

    long wallMs() {
        return wallClockMs.getAsLong();
    }
}
