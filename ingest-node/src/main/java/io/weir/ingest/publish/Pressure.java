package io.weir.ingest.publish;

import io.weir.ingest.publication.PublicationListener;

/**
 * What a publication does when the log does not take what it holds. First its publisher is not read, and TCP holds it back:
 * nothing is lost by that. A camera cannot be held back for long, it drops frames where nobody counts them, or its
 * connection; so after {@value #HOLD_BACK_MS} ms it is read again, and whole GOPs are dropped here and told by a GAP.
 *
 * <p>For any thread.
 */
final class Pressure {
    /** A publisher is not read when its publication holds more bytes than this, or the node's buffer is full; */
    static final int HIGH_WATER_BYTES = 8 << 20;

    /** and is read on when fewer than these are left, and the node's buffer has room. */
    static final int LOW_WATER_BYTES = 4 << 20;

    /** Encoders bear a connection that stands still for ten seconds or more. */
    static final long HOLD_BACK_MS = 10_000;

    private enum Step {
        FREE,
        HOLDING_BACK,
        DROPPING
    }

    private final NodeBuffer node;
    private final PublicationListener session;
    private Step step = Step.FREE;
    private int heldBytes;
    private long sinceMs;

    Pressure(NodeBuffer node, PublicationListener session) {
        this.node = node;
        this.session = session;
    }

    synchronized void hold(int bytes, long nowMs) {
        heldBytes += bytes;
        node.hold(bytes);
        if (step == Step.FREE && isOverfull()) {
            step = Step.HOLDING_BACK;
            sinceMs = nowMs;
            session.onWritabilityChanged(false);
        }
    }

    synchronized void release(int bytes) {
        heldBytes -= bytes;
        node.release(bytes);
        relieve();
    }

    /** Called every few dozen ms. Whether it has just begun to drop. */
    synchronized boolean passTime(long nowMs) {
        relieve(); // the node's buffer is emptied by others too
        boolean begins = step == Step.HOLDING_BACK && nowMs - sinceMs >= HOLD_BACK_MS;
        if (begins) {
            step = Step.DROPPING;
            session.onWritabilityChanged(true);
        }
        return begins;
    }

    /** Whether GOPs have to be dropped now. */
    synchronized boolean mustDrop() {
        return step == Step.DROPPING && isOverfull();
    }

    private void relieve() {
        if (step == Step.FREE || heldBytes >= LOW_WATER_BYTES || !node.isRelieved()) {
            return;
        }
        boolean heldBack = step == Step.HOLDING_BACK;
        step = Step.FREE;
        if (heldBack) {
            session.onWritabilityChanged(true);
        }
    }

    private boolean isOverfull() {
        return heldBytes > HIGH_WATER_BYTES || node.isFull();
    }
}
