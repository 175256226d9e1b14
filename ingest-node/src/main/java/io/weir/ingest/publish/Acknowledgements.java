package io.weir.ingest.publish;

import java.util.function.LongSupplier;

/**
 * Whether the log answers this node at all: each held stream writes at least a TICK a second, so that silence is soon seen, long
 * before a lease is over. Safe for any thread.
 */
final class Acknowledgements {
    private final LongSupplier nanoTime;
    private long waiting;

    /** When something was acknowledged last, or was sent while nothing else waited. */
    private long aliveNs;

    Acknowledgements(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void sent() {
        if (waiting++ == 0) {
            aliveNs = nanoTime.getAsLong();
        }
    }

    /** What was sent is acknowledged, or has failed. */
    synchronized void answered(boolean acknowledged) {
        waiting--;
        if (acknowledged) {
            aliveNs = nanoTime.getAsLong();
        }
    }

    /** For how long something waits and nothing has been acknowledged, ms. */
    synchronized long silentMs() {
        return waiting == 0 ? 0 : (nanoTime.getAsLong() - aliveNs) / 1_000_000;
    }
}
