package io.weir.ingest.publish;

/**
 * How often the media of a publication may break: each change of a codec configuration, and each jump of time, ends a
 * segment. Encoders break a few times an hour; one that does at each frame would make an object of each.
 */
final class BreakLimit {
    /** So many breaks are taken */
    static final int MAX_BREAKS = 60;

    /** within this time, ms. */
    static final long WITHIN_MS = 60_000;

    /** When the last ones were, monotonic, in turn. */
    private final long[] timesMs = new long[MAX_BREAKS];

    private long breaks;
    private boolean exceeded;

    /** A break has come. */
    void note(long nowMs) {
        int at = (int) (breaks % MAX_BREAKS);
        exceeded |= breaks >= MAX_BREAKS && nowMs - timesMs[at] < WITHIN_MS;
        timesMs[at] = nowMs;
        breaks++;
    }

    /** Whether there were too many at any time. */
    boolean isExceeded() {
        return exceeded;
    }
}
