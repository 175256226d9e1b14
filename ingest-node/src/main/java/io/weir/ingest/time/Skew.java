package io.weir.ingest.time;

/** How far sound is from the picture that arrives with it, as long as it stays away. Pure. */
final class Skew {
    /** Sound and picture that are nearer than this are left alone, ms. */
    static final long TOLERATED_MS = 500;

    /** They must have been apart for so long, and for so many measurements: one burst is no skew. */
    private static final long WINDOW_MS = 2_000;

    private static final int MIN_MEASUREMENTS = 10;

    private int measurements;
    private long sinceMs;
    private long leastMs;

    /**
     * Takes a measurement.
     *
     * @param skewMs how much later sound is than it should be; below 0: earlier
     * @return how much sound is off for certain; 0 if it is not
     */
    long measure(long skewMs, long nowMs) {
        boolean sameSide = measurements == 0 || Long.signum(skewMs) == Long.signum(leastMs);
        if (Math.abs(skewMs) <= TOLERATED_MS || !sameSide) {
            forget();
            return 0;
        }
        if (measurements++ == 0) {
            sinceMs = nowMs;
            leastMs = skewMs;
        }
        leastMs = Math.abs(skewMs) < Math.abs(leastMs) ? skewMs : leastMs;
        return measurements >= MIN_MEASUREMENTS && nowMs - sinceMs >= WINDOW_MS ? leastMs : 0;
    }

    /** What was measured counts no more. */
    void forget() {
        measurements = 0;
    }
}
