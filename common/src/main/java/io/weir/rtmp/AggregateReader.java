package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes an aggregate message apart: FLV tags, one after the other (Adobe RTMP 1.0, section 7.1.6). Their times are
 * moved so that the first one has the aggregate's. One at a time, so that many small ones take no memory; each payload
 * is a slice of the aggregate's. Not for several threads.
 */
final class AggregateReader implements AutoCloseable {
    private static final int HEADER_BYTES = 11;
    private static final int BACK_POINTER_BYTES = 4;

    private final RawMessage aggregate;
    private boolean first = true;
    private int shiftMs;

    /** Takes over the aggregate's payload. */
    AggregateReader(RawMessage aggregate) {
        this.aggregate = aggregate;
    }

    /**
     * The next message, null at the end.
     *
     * @throws RtmpFormatException if a tag does not end within the aggregate, or is none of audio, video and data
     */
    @Nullable
    RawMessage read() {
        ByteBuf in = aggregate.payload();
        if (!in.isReadable()) {
            return null;
        }
        if (in.readableBytes() < HEADER_BYTES) {
            throw new RtmpFormatException("aggregate: " + in.readableBytes() + " bytes left, a header has 11");
        }
        int type = in.readUnsignedByte();
        if (type != MessageType.AUDIO
                && type != MessageType.VIDEO
                && type != MessageType.DATA_AMF0
                && type != MessageType.DATA_AMF3) {
            throw new RtmpFormatException("aggregate: holds a message of type " + type + ", not 8, 9, 15 or 18");
        }
        int length = in.readUnsignedMedium();
        int timestampMs = in.readUnsignedMedium() | (in.readUnsignedByte() << 24);
        in.skipBytes(3); // stream id; the aggregate's counts
        if (in.readableBytes() < length) {
            throw new RtmpFormatException(
                    "aggregate: message of " + length + " bytes, " + in.readableBytes() + " left");
        }
        if (first) {
            first = false;
            shiftMs = aggregate.timestampMs() - timestampMs;
        }
        ByteBuf payload = in.readRetainedSlice(length);
        in.skipBytes(Math.min(BACK_POINTER_BYTES, in.readableBytes())); // the last may lack it
        return new RawMessage(type, aggregate.messageStreamId(), timestampMs + shiftMs, payload);
    }

    @Override
    public void close() {
        aggregate.payload().release();
    }
}
