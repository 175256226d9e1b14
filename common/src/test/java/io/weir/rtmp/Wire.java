package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** Chunks put together by hand, field by field, so that a test shows each. */
final class Wire {
    private final ByteBuf out = Unpooled.buffer();

    static Wire wire() {
        return new Wire();
    }

    /** Chunk type 0; {@code timestamp} is the 24-bit field. */
    Wire type0(int id, int timestamp, int length, int type, int messageStreamId) {
        out.writeByte(id).writeMedium(timestamp).writeMedium(length).writeByte(type);
        out.writeIntLE(messageStreamId);
        return this;
    }

    Wire type1(int id, int delta, int length, int type) {
        out.writeByte(0x40 | id).writeMedium(delta).writeMedium(length).writeByte(type);
        return this;
    }

    Wire type2(int id, int delta) {
        out.writeByte(0x80 | id).writeMedium(delta);
        return this;
    }

    Wire type3(int id) {
        out.writeByte(0xC0 | id);
        return this;
    }

    Wire int32(int value) {
        out.writeInt(value);
        return this;
    }

    Wire raw(int... bytes) {
        for (int b : bytes) {
            out.writeByte(b);
        }
        return this;
    }

    /** Payload bytes {@code from}, {@code from + 1}, ... as {@link #payload} has them. */
    Wire run(int from, int count) {
        for (int i = 0; i < count; i++) {
            out.writeByte(from + i);
        }
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    /** A payload of bytes 1, 2, 3, ... */
    static ByteBuf payload(int length) {
        return payload(1, length);
    }

    static ByteBuf payload(int from, int length) {
        ByteBuf payload = Unpooled.buffer(length, length);
        for (int i = 0; i < length; i++) {
            payload.writeByte(from + i);
        }
        return payload;
    }
}
