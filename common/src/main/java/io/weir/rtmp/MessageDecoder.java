package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.amf.AmfDecoder;
import io.weir.amf.AmfFormatException;
import io.weir.amf.AmfValue;
import java.util.List;

/** Reads what a whole message says; aggregates are {@link AggregateReader}'s. */
final class MessageDecoder {
    private MessageDecoder() {}

    /**
     * The message. A payload of media, data or unknown type is handed on, any other is released, also when this throws.
     *
     * @throws RtmpFormatException if the message is shorter than its type needs, or a command is malformed
     */
    static RtmpMessage decode(RawMessage raw) {
        return switch (raw.type()) {
            case MessageType.AUDIO -> new RtmpMessage.Audio(raw.messageStreamId(), raw.timestampMs(), raw.payload());
            case MessageType.VIDEO -> new RtmpMessage.Video(raw.messageStreamId(), raw.timestampMs(), raw.payload());
            case MessageType.DATA_AMF0 -> new RtmpMessage.Data(raw.messageStreamId(), raw.timestampMs(), raw.payload());
            case MessageType.DATA_AMF3 -> {
                skipZeroByte(raw.payload());
                yield new RtmpMessage.Data(raw.messageStreamId(), raw.timestampMs(), raw.payload());
            }
            case MessageType.SET_CHUNK_SIZE,
                    MessageType.ABORT,
                    MessageType.ACKNOWLEDGEMENT,
                    MessageType.USER_CONTROL,
                    MessageType.WINDOW_ACK_SIZE,
                    MessageType.SET_PEER_BANDWIDTH,
                    MessageType.COMMAND_AMF3,
                    MessageType.COMMAND_AMF0 -> readWhole(raw);
            default -> new RtmpMessage.Unknown(raw.type(), raw.messageStreamId(), raw.timestampMs(), raw.payload());
        };
    }

    private static RtmpMessage readWhole(RawMessage raw) {
        try {
            return control(raw);
        } catch (AmfFormatException e) {
            throw new RtmpFormatException("command: " + e.getMessage(), e);
        } finally {
            raw.payload().release();
        }
    }

    private static RtmpMessage control(RawMessage raw) {
        ByteBuf payload = raw.payload();
        return switch (raw.type()) {
            case MessageType.SET_CHUNK_SIZE ->
                new RtmpMessage.SetChunkSize(need(raw, 4).readInt());
            case MessageType.ABORT -> new RtmpMessage.Abort(need(raw, 4).readInt());
            case MessageType.ACKNOWLEDGEMENT ->
                new RtmpMessage.Acknowledgement(need(raw, 4).readUnsignedInt());
            case MessageType.WINDOW_ACK_SIZE ->
                new RtmpMessage.WindowAckSize(need(raw, 4).readUnsignedInt());
            case MessageType.SET_PEER_BANDWIDTH -> {
                need(raw, 5);
                yield new RtmpMessage.SetPeerBandwidth(payload.readUnsignedInt(), payload.readUnsignedByte());
            }
            case MessageType.USER_CONTROL -> {
                int event = need(raw, 2).readUnsignedShort();
                int value = payload.readableBytes() >= 4 ? payload.readInt() : 0;
                int bufferMs = payload.readableBytes() >= 4 ? payload.readInt() : 0;
                yield new RtmpMessage.UserControl(event, value, bufferMs);
            }
            case MessageType.COMMAND_AMF3 -> {
                skipZeroByte(payload);
                yield command(raw);
            }
            default -> command(raw);
        };
    }

    private static RtmpMessage command(RawMessage raw) {
        AmfDecoder values = new AmfDecoder(raw.payload());
        if (!(values.read() instanceof AmfValue.Text name)) {
            throw new RtmpFormatException("command: its name is no string");
        }
        // Some encoders end a bare FCUnpublish after its name.
        double transactionId = 0;
        if (raw.payload().isReadable() && values.read() instanceof AmfValue.Num number) {
            transactionId = number.value();
        }
        List<AmfValue> rest = values.readRest();
        return new RtmpMessage.Command(raw.messageStreamId(), name.value(), transactionId, rest);
    }

    /** Types 15 and 17 promise AMF3, but hold a zero byte and then AMF0. */
    private static void skipZeroByte(ByteBuf payload) {
        if (payload.isReadable() && payload.getByte(payload.readerIndex()) == 0) {
            payload.skipBytes(1);
        }
    }

    private static ByteBuf need(RawMessage raw, int bytes) {
        if (raw.payload().readableBytes() < bytes) {
            throw new RtmpFormatException("message of type " + raw.type() + " and "
                    + raw.payload().readableBytes() + " bytes, at least " + bytes);
        }
        return raw.payload();
    }
}
