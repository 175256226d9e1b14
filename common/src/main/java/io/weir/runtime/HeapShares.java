package io.weir.runtime;

/**
 * Who may take how much of the JVM's heap. All that a process holds of media is bounded by one of these, and in sum they
 * leave an eighth for what is no media: the embedded Kafka, Hazelcast, the index, requests.
 *
 * @param heapBytes the greatest heap
 */
public record HeapShares(long heapBytes) {
    /** A larger share is of no use to messages that have not come whole, and to Kafka's producer. */
    private static final long USEFUL_BYTES = 256L << 20;

    /** Less the producer cannot do with: a record may be of 16 MiB, and takes a block that is larger. */
    private static final long MIN_PRODUCER_BYTES = 32L << 20;

    /** The shares of this process. */
    public static HeapShares ofThisProcess() {
        return new HeapShares(Runtime.getRuntime().maxMemory());
    }

    /** RTMP messages that have not come whole, of all connections. */
    public long partialMessageBytes() {
        return Math.min(USEFUL_BYTES, heapBytes / 16);
    }

    /** What publishers have sent and Kafka has not acknowledged. */
    public long ingestBytes() {
        return heapBytes / 16 * 3;
    }

    /** The buffer of the producer that writes what publishers send. */
    public long producerBytes() {
        return Math.max(MIN_PRODUCER_BYTES, Math.min(USEFUL_BYTES, heapBytes / 16));
    }

    /** Open segments and cuts on their way to the store. */
    public long segmenterBytes() {
        return heapBytes / 4;
    }

    /**
     * An edge's segments in memory, at most; those on their way to viewers may take as much again.
     *
     * @param withIngest whether an ingest node is in the same process
     * @param withSegmenter whether a segmenter is
     */
    public long cacheBytes(boolean withIngest, boolean withSegmenter) {
        long others = (withIngest ? partialMessageBytes() + ingestBytes() + producerBytes() : 0)
                + (withSegmenter ? segmenterBytes() : 0);
        return (heapBytes / 8 * 7 - others) / 2;
    }
}
