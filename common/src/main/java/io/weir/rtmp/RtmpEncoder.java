package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.weir.amf.AmfEncoder;
import io.weir.amf.AmfValue;

/**
 * Writes the messages of one connection after its handshake. A Set Chunk Size takes effect behind itself. Copies each
 * payload once, into the output. Not for several threads.
 */
public final class RtmpEncoder {
    private static final int CONTROL_CHUNK_STREAM = 2;
    private static final int COMMAND_CHUNK_STREAM = 3;
    private static final int AUDIO_CHUNK_STREAM = 4;
    private static final int DATA_CHUNK_STREAM = 5;
    private static final int VIDEO_CHUNK_STREAM = 6;
    private static final int OTHER_CHUNK_STREAM = 7;

    private final ChunkEncoder chunks = new ChunkEncoder();

    /**
     * Appends one message.
     *
     * @param message its payload is borrowed, and its reader stays
     * @throws IllegalArgumentException if the payload is longer than 24 bits can say
     */
    public void write(ByteBuf out, RtmpMessage message) {
        if (message instanceof RtmpMessage.Audio audio) {
            chunks.write(
                    out,
                    AUDIO_CHUNK_STREAM,
                    new RawMessage(MessageType.AUDIO, audio.messageStreamId(), audio.timestampMs(), audio.payload()));
        } else if (message instanceof RtmpMessage.Video video) {
            chunks.write(
                    out,
                    VIDEO_CHUNK_STREAM,
                    new RawMessage(MessageType.VIDEO, video.messageStreamId(), video.timestampMs(), video.payload()));
        } else if (message instanceof RtmpMessage.Data data) {
            chunks.write(
                    out,
                    DATA_CHUNK_STREAM,
                    new RawMessage(MessageType.DATA_AMF0, data.messageStreamId(), data.timestampMs(), data.payload()));
        } else if (message instanceof RtmpMessage.Unknown unknown) {
            chunks.write(
                    out,
                    OTHER_CHUNK_STREAM,
                    new RawMessage(
                            unknown.type(), unknown.messageStreamId(), unknown.timestampMs(), unknown.payload()));
        } else {
            writeControl(out, message);
        }
    }

    private void writeControl(ByteBuf out, RtmpMessage message) {
        ByteBuf payload = out.alloc().buffer();
        try {
            if (message instanceof RtmpMessage.Command command) {
                writeCommand(payload, command);
                RawMessage raw = new RawMessage(MessageType.COMMAND_AMF0, command.messageStreamId(), 0, payload);
                chunks.write(out, COMMAND_CHUNK_STREAM, raw);
            } else {
                int type = writeControlPayload(payload, message);
                chunks.write(out, CONTROL_CHUNK_STREAM, new RawMessage(type, 0, 0, payload));
            }
        } finally {
            payload.release();
        }
        if (message instanceof RtmpMessage.SetChunkSize size) {
            chunks.chunkBytes(size.bytes());
        }
    }

    private static void writeCommand(ByteBuf payload, RtmpMessage.Command command) {
        AmfEncoder.write(payload, AmfValue.of(command.name()));
        AmfEncoder.write(payload, AmfValue.of(command.transactionId()));
        command.values().forEach(value -> AmfEncoder.write(payload, value));
    }

    /** Appends the payload and returns the type. */
    private static int writeControlPayload(ByteBuf payload, RtmpMessage message) {
        if (message instanceof RtmpMessage.SetChunkSize size) {
            payload.writeInt(size.bytes());
            return MessageType.SET_CHUNK_SIZE;
        } else if (message instanceof RtmpMessage.Abort abort) {
            payload.writeInt(abort.chunkStreamId());
            return MessageType.ABORT;
        } else if (message instanceof RtmpMessage.Acknowledgement acknowledgement) {
            payload.writeInt((int) acknowledgement.sequence());
            return MessageType.ACKNOWLEDGEMENT;
        } else if (message instanceof RtmpMessage.WindowAckSize window) {
            payload.writeInt((int) window.bytes());
            return MessageType.WINDOW_ACK_SIZE;
        } else if (message instanceof RtmpMessage.SetPeerBandwidth bandwidth) {
            payload.writeInt((int) bandwidth.bytes()).writeByte(bandwidth.limitType());
            return MessageType.SET_PEER_BANDWIDTH;
        } else if (message instanceof RtmpMessage.UserControl control) {
            payload.writeShort(control.event()).writeInt(control.value());
            if (control.event() == RtmpMessage.UserControl.SET_BUFFER_LENGTH) {
                payload.writeInt(control.bufferMs());
            }
            return MessageType.USER_CONTROL;
        }
        throw new AssertionError(message); // the interface is sealed
    }
}
