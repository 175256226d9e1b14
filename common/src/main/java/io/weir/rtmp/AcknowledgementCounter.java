package io.weir.rtmp;

import org.jspecify.annotations.Nullable;

/**
 * Counts what was received and says when to acknowledge it (Adobe RTMP 1.0, sections 5.4.3 and 5.4.4). Not for several
 * threads.
 */
public final class AcknowledgementCounter {
    private static final long MODULUS = 1L << 32;

    private long windowBytes;
    private long receivedBytes;
    private long acknowledgedBytes;

    /**
     * A counter that begins at any point.
     *
     * @param windowBytes until the peer asks for another
     */
    public AcknowledgementCounter(long windowBytes, long receivedBytes) {
        this.windowBytes = windowBytes;
        this.receivedBytes = receivedBytes;
        this.acknowledgedBytes = receivedBytes;
    }

    /** The peer asks for one acknowledgement each so many bytes; 0 asks for nothing and is ignored. */
    public void windowBytes(long bytes) {
        if (bytes > 0) {
            windowBytes = bytes;
        }
    }

    /** Counts bytes; returns what to send, null if nothing is due. */
    public RtmpMessage.@Nullable Acknowledgement received(int bytes) {
        receivedBytes += bytes;
        if (receivedBytes - acknowledgedBytes < windowBytes) {
            return null;
        }
        acknowledgedBytes = receivedBytes;
        return new RtmpMessage.Acknowledgement(receivedBytes % MODULUS);
    }
}
