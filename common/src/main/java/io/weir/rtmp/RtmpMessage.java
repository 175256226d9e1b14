package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.amf.AmfValue;
import java.util.List;

/**
 * One RTMP message.
 *
 * <p>Source: Adobe RTMP 1.0, sections 5.4, 6.2 and 7.1. Timestamps are 32 bits that wrap, read as unsigned. A payload
 * belongs to whoever has received the message; {@link #release()} gives it back.
 */
public sealed interface RtmpMessage {
    /** Section 5.4.1: chunks from this sender hold up to so many bytes from now on. */
    record SetChunkSize(int bytes) implements RtmpMessage {}

    /** Section 5.4.2: the rest of the message begun on the chunk stream will not come. */
    record Abort(int chunkStreamId) implements RtmpMessage {}

    /** Section 5.4.3: bytes received so far, modulo 2^32. */
    record Acknowledgement(long sequence) implements RtmpMessage {}

    /** Section 5.4.4: the sender wants an acknowledgement for each so many bytes. */
    record WindowAckSize(long bytes) implements RtmpMessage {}

    /** Section 5.4.5; the limit type is 0 hard, 1 soft, 2 dynamic. */
    record SetPeerBandwidth(long bytes, int limitType) implements RtmpMessage {}

    /**
     * Section 6.2 and 7.1.7.
     *
     * @param value the stream, or the time of a ping; 0 where there is none
     * @param bufferMs of {@link #SET_BUFFER_LENGTH}; else 0
     */
    record UserControl(int event, int value, int bufferMs) implements RtmpMessage {
        public static final int STREAM_BEGIN = 0;
        public static final int STREAM_EOF = 1;
        public static final int SET_BUFFER_LENGTH = 3;
        public static final int PING_REQUEST = 6;
        public static final int PING_RESPONSE = 7;
    }

    /**
     * Section 7.1.1: a call or the answer to one.
     *
     * @param values what follows the transaction id; the first is the command object
     */
    record Command(int messageStreamId, String name, double transactionId, List<AmfValue> values)
            implements RtmpMessage {
        public Command {
            values = List.copyOf(values);
        }

        public Command(int messageStreamId, String name, double transactionId, AmfValue... values) {
            this(messageStreamId, name, transactionId, List.of(values));
        }

        /** The value at the index, undefined past the end. */
        public AmfValue value(int index) {
            return index < values.size() ? values.get(index) : new AmfValue.Undefined();
        }
    }

    /** Section 7.1.2: a handler's name and its arguments in AMF0, not read. */
    record Data(int messageStreamId, int timestampMs, ByteBuf payload) implements RtmpMessage {}

    /** Section 7.1.4: the body of an FLV audio tag. */
    record Audio(int messageStreamId, int timestampMs, ByteBuf payload) implements RtmpMessage {}

    /** Section 7.1.5: the body of an FLV video tag. */
    record Video(int messageStreamId, int timestampMs, ByteBuf payload) implements RtmpMessage {}

    /** Shared objects, and whatever else is not read. */
    record Unknown(int type, int messageStreamId, int timestampMs, ByteBuf payload) implements RtmpMessage {}

    /** Gives the payload back, if there is one. */
    default void release() {
        if (this instanceof Data data) {
            data.payload().release();
        } else if (this instanceof Audio audio) {
            audio.payload().release();
        } else if (this instanceof Video video) {
            video.payload().release();
        } else if (this instanceof Unknown unknown) {
            unknown.payload().release();
        }
    }
}
