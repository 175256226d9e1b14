package io.weir.ingest.publish;

/**
 * How long to wait before a stream is claimed again because a send's outcome is not known: not at all if anything has
 * landed since the last time, else each time twice as long.
 */
final class ClaimPause {
    private static final long FIRST_MS = 250;
    private static final long MAX_MS = 8_000;

    private long lastSequence = -1;
    private long nextMs = FIRST_MS;

    /**
     * The pause before the claim that is due now, ms.
     *
     * @param sequence the next of what has landed
     */
    long next(long sequence) {
        if (sequence > lastSequence) {
            lastSequence = sequence;
            nextMs = FIRST_MS;
            return 0;
        }
        long pauseMs = nextMs;
        nextMs = Math.min(2 * nextMs, MAX_MS);
        return pauseMs;
    }
}
