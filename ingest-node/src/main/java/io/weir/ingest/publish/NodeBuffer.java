package io.weir.ingest.publish;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all publications of a node hold together: bytes that are not acknowledged, and how many of them are with Kafka's
 * producer. For any thread.
 */
final class NodeBuffer {
    private final long maxBytes;
    private final long maxInFlightBytes;
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong inFlightBytes = new AtomicLong();
    private final AtomicLong droppedTags = new AtomicLong();

    /**
     * An empty buffer.
     *
     * @param maxBytes held by all; beyond them no publisher is read, and in the end whole GOPs are dropped
     * @param maxInFlightBytes that may be with the producer: half of its own buffer, which holds records in blocks larger
     *     than they are. When that is full sending fails
     */
    NodeBuffer(long maxBytes, long maxInFlightBytes) {
        this.maxBytes = maxBytes;
        this.maxInFlightBytes = maxInFlightBytes;
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
        return inFlightBytes.get() < maxInFlightBytes;
    }

    void dropped(int tags) {
        droppedTags.addAndGet(tags);
    }

    /** Tags that were taken and never written, since the node began. */
    long droppedTags() {
        return droppedTags.get();
    }
}
