package io.weir.ingest.publish;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all publications of a node hold together: bytes that are not acknowledged, and how many of them are with Kafka's
 * producer. For any thread.
 */
final class NodeBuffer {
    /**
     * Bytes that may be with the producer: half of its own buffer, which holds records in blocks larger than they are.
     * When that is full sending waits, and the loop that sends is all publications'.
     */
    static final long MAX_IN_FLIGHT_BYTES = 128L << 20;

    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong inFlightBytes = new AtomicLong();
    private final AtomicLong droppedTags = new AtomicLong();

    /**
     * An empty buffer.
     *
     * @param maxBytes held by all; beyond them no publisher is read, and in the end whole GOPs are dropped
     */
    NodeBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void hold(int bytes) {
        heldBytes.addAndGet(bytes);
    }

    void release(int bytes) {
        heldBytes.addAndGet(-bytes);
    }

    long heldBytes() {
        return heldBytes.get();
    }

    boolean isFull() {
        return heldBytes.get() > maxBytes;
    }

    /** Whether so much has been written that publishers may be read again. */
    boolean isRelieved() {
        return heldBytes.get() <= maxBytes / 2;
    }

    void sent(int bytes) {
        inFlightBytes.addAndGet(bytes);
    }

    void landed(int bytes) {
        inFlightBytes.addAndGet(-bytes);
    }

    long inFlightBytes() {
        return inFlightBytes.get();
    }

    boolean maySend() {
        return inFlightBytes.get() < MAX_IN_FLIGHT_BYTES;
    }

    void dropped(int tags) {
        droppedTags.addAndGet(tags);
    }

    /** Tags that were taken and never written, since the node began. */
    long droppedTags() {
        return droppedTags.get();
    }
}
