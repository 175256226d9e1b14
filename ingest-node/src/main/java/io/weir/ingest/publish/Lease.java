package io.weir.ingest.publish;

/**
 * Until when a camera may be held. It runs from when the last record was sent that the log has acknowledged, and ends before
 * anybody who watches the log takes its holder for gone: by the time that a claimant waits less a margin.
 *
 * <p>Once it has ended it stays so, whatever is acknowledged later, until the stream is claimed again: by then another may
 * have claimed it.
 *
 * <p>For any thread; times are of one clock that only goes forward, ms.
 */
final class Lease {
    /** Of the lease, what is left of it for closing the connection. */
    private static final int MARGIN_SHARE = 6;

    private final long lengthMs;
    private boolean held;
    private long untilMs;

    /**
     * A lease that is not held.
     *
     * @param leaseMs how long a claimant watches
     */
    Lease(long leaseMs) {
        this.lengthMs = leaseMs - leaseMs / MARGIN_SHARE;
    }

    /** The stream is claimed: it is held from when its fence was sent. */
    synchronized void begin(long sentMs) {
        held = true;
        untilMs = sentMs + lengthMs;
    }

    /** A record that was sent then is acknowledged now. */
    synchronized void renew(long sentMs, long nowMs) {
        if (isHeld(nowMs)) {
            untilMs = Math.max(untilMs, sentMs + lengthMs);
        }
    }

    /** Whether the camera may be held now. */
    synchronized boolean isHeld(long nowMs) {
        held &= nowMs < untilMs;
        return held;
    }

    /** The stream is let go of. */
    synchronized void end() {
        held = false;
    }
}
