package io.weir.rtmp;

import static io.weir.rtmp.Wire.payload;
import static io.weir.rtmp.Wire.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages and the chunks they are written as; the same table is read back. */
class ChunkTest {
    private static final int VIDEO = MessageType.VIDEO;

    /**
     * @param written whether our encoder writes these bytes; the others are what peers may write
     */
    record Case(String name, boolean written, int chunkStreamId, Wire wire, List<RawMessage> messages) {
        byte[] bytes() {
            return wire.bytes();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                written("one chunk", 3, wire().type0(3, 7, 4, VIDEO, 1).run(1, 4), video(7, 4)),
                written(
                        "message stream id is little-endian",
                        3,
                        wire().raw(3, 0, 0, 0, 0, 0, 0, 9, 4, 3, 2, 1),
                        new RawMessage(VIDEO, 0x01020304, 0, payload(0))),
                written("exactly a chunk", 4, wire().type0(4, 0, 128, VIDEO, 1).run(1, 128), video(0, 128)),
                written(
                        "one byte more than a chunk",
                        4,
                        wire().type0(4, 0, 129, VIDEO, 1).run(1, 128).type3(4).run(129, 1),
                        video(0, 129)),
                written(
                        "three chunks",
                        4,
                        wire().type0(4, 0, 300, VIDEO, 1)
                                .run(1, 128)
                                .type3(4)
                                .run(129, 128)
                                .type3(4)
                                .run(257, 44),
                        video(0, 300)),
                written(
                        "delta with another length, then with the same",
                        4,
                        wire().type0(4, 10, 2, VIDEO, 1)
                                .run(1, 2)
                                .type1(4, 40, 3, VIDEO)
                                .run(1, 3)
                                .type2(4, 41)
                                .run(1, 3),
                        video(10, 2),
                        video(50, 3),
                        video(91, 3)),
                written(
                        "same time again",
                        4,
                        wire().type0(4, 10, 1, VIDEO, 1).run(1, 1).type2(4, 0).run(1, 1),
                        video(10, 1),
                        video(10, 1)),
                written(
                        "back in time",
                        4,
                        wire().type0(4, 10, 1, VIDEO, 1)
                                .run(1, 1)
                                .type0(4, 9, 1, VIDEO, 1)
                                .run(1, 1),
                        video(10, 1),
                        video(9, 1)),
                written(
                        "another message stream",
                        4,
                        wire().type0(4, 10, 1, VIDEO, 1)
                                .run(1, 1)
                                .type0(4, 11, 1, VIDEO, 2)
                                .run(1, 1),
                        video(10, 1),
                        new RawMessage(VIDEO, 2, 11, payload(1))),
                written(
                        "chunk stream ids of two bytes begin at 64",
                        64,
                        wire().raw(0, 0).raw(0, 0, 1, 0, 0, 0, 9, 1, 0, 0, 0),
                        video(1, 0)),
                written(
                        "chunk stream ids of two bytes end at 319",
                        319,
                        wire().raw(0, 255).raw(0, 0, 1, 0, 0, 0, 9, 1, 0, 0, 0),
                        video(1, 0)),
                written(
                        "chunk stream ids of three bytes, low byte first",
                        320,
                        wire().raw(1, 0, 1).raw(0, 0, 1, 0, 0, 0, 9, 1, 0, 0, 0),
                        video(1, 0)),
                written(
                        "greatest chunk stream id, continued",
                        65599,
                        wire().raw(1, 255, 255)
                                .raw(0, 0, 1, 0, 0, 130, 9, 1, 0, 0, 0)
                                .run(1, 128)
                                .raw(0xC1, 255, 255)
                                .run(129, 2),
                        video(1, 130)),
                written(
                        "timestamp 0xFFFFFE is not extended",
                        4,
                        wire().type0(4, 0xFFFFFE, 130, VIDEO, 1)
                                .run(1, 128)
                                .type3(4)
                                .run(129, 2),
                        video(0xFFFFFE, 130)),
                written(
                        "timestamp 0xFFFFFF is extended, on type 3 again",
                        4,
                        wire().type0(4, 0xFFFFFF, 130, VIDEO, 1)
                                .int32(0xFFFFFF)
                                .run(1, 128)
                                .type3(4)
                                .int32(0xFFFFFF)
                                .run(129, 2),
                        video(0xFFFFFF, 130)),
                written(
                        "timestamp 0x1000000, then a delta that is not extended",
                        4,
                        wire().type0(4, 0xFFFFFF, 130, VIDEO, 1)
                                .int32(0x1000000)
                                .run(1, 128)
                                .type3(4)
                                .int32(0x1000000)
                                .run(129, 2)
                                .type2(4, 40)
                                .run(1, 128)
                                .type3(4)
                                .run(129, 2),
                        video(0x1000000, 130),
                        video(0x1000028, 130)),
                written(
                        "wraps at 32 bits",
                        4,
                        wire().type0(4, 0xFFFFFF, 1, VIDEO, 1)
                                .int32(0xFFFFFFF0)
                                .run(1, 1)
                                .type2(4, 0x20)
                                .run(1, 1),
                        video(0xFFFFFFF0, 1),
                        video(0x10, 1)),
                written(
                        "wraps at 31 bits, as some peers do",
                        4,
                        wire().type0(4, 0xFFFFFF, 1, VIDEO, 1)
                                .int32(0x7FFFFFF0)
                                .run(1, 1)
                                .type0(4, 0x10, 1, VIDEO, 1)
                                .run(1, 1),
                        video(0x7FFFFFF0, 1),
                        video(0x10, 1)),
                written(
                        "a step of 0xFFFFFF begins anew",
                        4,
                        wire().type0(4, 1, 1, VIDEO, 1)
                                .run(1, 1)
                                .type0(4, 0xFFFFFF, 1, VIDEO, 1)
                                .int32(0x1000000)
                                .run(1, 1),
                        video(1, 1),
                        video(0x1000000, 1)),
                read(
                        "type 3 opens a message after type 0: its timestamp is the delta",
                        wire().type0(4, 1000, 2, VIDEO, 1)
                                .run(1, 2)
                                .type3(4)
                                .run(1, 2)
                                .type3(4)
                                .run(1, 2),
                        video(1000, 2),
                        video(2000, 2),
                        video(3000, 2)),
                read(
                        "type 3 opens a message after types 1 and 2",
                        wire().type0(4, 1000, 1, VIDEO, 1)
                                .run(1, 1)
                                .type1(4, 20, 2, VIDEO)
                                .run(1, 2)
                                .type3(4)
                                .run(1, 2)
                                .type2(4, 5)
                                .run(1, 2)
                                .type3(4)
                                .run(1, 2),
                        video(1000, 1),
                        video(1020, 2),
                        video(1040, 2),
                        video(1045, 2),
                        video(1050, 2)),
                read(
                        "extended timestamp left out on type 3, as old FFmpeg and librtmp do",
                        wire().type0(4, 0xFFFFFF, 131, VIDEO, 1)
                                .int32(0x1000000)
                                .run(1, 128)
                                .type3(4)
                                .run(129, 3)
                                .type2(4, 40)
                                .run(1, 128)
                                .type3(4)
                                .run(129, 3),
                        video(0x1000000, 131),
                        video(0x1000028, 131)),
                read(
                        "extended deltas, repeated on type 3",
                        wire().type0(4, 5, 130, VIDEO, 1)
                                .run(1, 128)
                                .type3(4)
                                .run(129, 2)
                                .type1(4, 0xFFFFFF, 129, VIDEO)
                                .int32(0x1000000)
                                .run(1, 128)
                                .type3(4)
                                .int32(0x1000000)
                                .run(129, 1)
                                .type2(4, 0xFFFFFF)
                                .int32(0xFFFFFF)
                                .run(1, 128)
                                .type3(4)
                                .int32(0xFFFFFF)
                                .run(129, 1),
                        video(5, 130),
                        video(0x1000005, 129),
                        video(0x2000004, 129)),
                read(
                        "extended delta repeated by a type 3 that opens a message, and left out",
                        wire().type0(4, 5, 2, VIDEO, 1)
                                .run(1, 2)
                                .type2(4, 0xFFFFFF)
                                .int32(0x1000000)
                                .run(1, 2)
                                .type3(4)
                                .int32(0x1000000)
                                .run(1, 2)
                                .type3(4)
                                .run(1, 2),
                        video(5, 2),
                        video(0x1000005, 2),
                        video(0x2000005, 2),
                        video(0x3000005, 2)),
                read(
                        "extended field below 0xFFFFFF",
                        wire().type0(4, 0xFFFFFF, 1, VIDEO, 1).int32(7).run(1, 1),
                        video(7, 1)),
                read(
                        "fresh chunk stream with type 1, as librtmp's ping",
                        wire().type1(4, 30, 1, VIDEO).run(1, 1),
                        new RawMessage(VIDEO, 0, 30, payload(1))),
                read(
                        "type 1 of the same length continues",
                        wire().type0(4, 5, 130, VIDEO, 1)
                                .run(1, 128)
                                .type1(4, 9, 130, VIDEO)
                                .run(129, 2),
                        video(5, 130)),
                read(
                        "chunk streams interleaved",
                        wire().type0(4, 5, 130, VIDEO, 1)
                                .run(1, 128)
                                .type0(5, 6, 130, VIDEO, 1)
                                .run(11, 128)
                                .type3(4)
                                .run(129, 2)
                                .type3(5)
                                .run(139, 2),
                        video(5, 130),
                        new RawMessage(VIDEO, 1, 6, payload(11, 130))),
                read(
                        "Set Chunk Size while another message is partial",
                        wire().type0(4, 5, 200, VIDEO, 1)
                                .run(1, 128)
                                .type0(2, 0, 4, MessageType.SET_CHUNK_SIZE, 0)
                                .int32(50)
                                .type3(4)
                                .run(129, 50)
                                .type3(4)
                                .run(179, 22),
                        new RawMessage(MessageType.SET_CHUNK_SIZE, 0, 0, int32(50)),
                        video(5, 200)),
                read(
                        "Set Chunk Size of 1 and of the greatest",
                        wire().type0(2, 0, 4, MessageType.SET_CHUNK_SIZE, 0)
                                .int32(1)
                                .type0(4, 5, 2, VIDEO, 1)
                                .run(1, 1)
                                .type3(4)
                                .run(2, 1)
                                .type0(2, 0, 4, MessageType.SET_CHUNK_SIZE, 0)
                                .raw(0x7F)
                                .type3(2)
                                .raw(0xFF)
                                .type3(2)
                                .raw(0xFF)
                                .type3(2)
                                .raw(0xFF)
                                .type2(4, 1)
                                .run(1, 2),
                        new RawMessage(MessageType.SET_CHUNK_SIZE, 0, 0, int32(1)),
                        video(5, 2),
                        new RawMessage(MessageType.SET_CHUNK_SIZE, 0, 0, int32(0x7FFFFFFF)),
                        video(6, 2)),
                read(
                        "Abort discards what has come of a message",
                        wire().type0(4, 5, 200, VIDEO, 1)
                                .run(1, 128)
                                .type0(2, 0, 4, MessageType.ABORT, 0)
                                .int32(4)
                                .type0(4, 6, 2, VIDEO, 1)
                                .run(1, 2),
                        new RawMessage(MessageType.ABORT, 0, 0, int32(4)),
                        video(6, 2)),
                read(
                        "Abort of a chunk stream that never was",
                        wire().type0(2, 0, 4, MessageType.ABORT, 0).int32(9),
                        new RawMessage(MessageType.ABORT, 0, 0, int32(9))),
                read(
                        "Abort of its own chunk stream",
                        wire().type0(2, 0, 4, MessageType.ABORT, 0).int32(2),
                        new RawMessage(MessageType.ABORT, 0, 0, int32(2))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_atOnce_isMessages(Case c) {
        assertThat(ChunkReader.read(c.bytes())).isEqualTo(c.messages());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_splitAnywhere_isMessages(Case c) {
        for (int split = 0; split < c.bytes().length; split++) {
            assertThat(ChunkReader.readSplit(c.bytes(), split))
                    .as("split after %d", split)
                    .isEqualTo(c.messages());
        }
        assertThat(ChunkReader.readBytewise(c.bytes())).isEqualTo(c.messages());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_truncatedAnywhere_isFirstMessages(Case c) {
        for (int length = 0; length < c.bytes().length; length++) {
            try (ChunkReader reader = new ChunkReader(RtmpLimits.DEFAULT)) {
                reader.feed(Unpooled.copiedBuffer(c.bytes(), 0, length));
                int count = reader.messages.size();
                assertThat(count).isLessThan(c.messages().size());
                assertThat(reader.messages).isEqualTo(c.messages().subList(0, count));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void write_messages_isBytesThatReadBack(Case c) {
        ChunkEncoder encoder = new ChunkEncoder();
        ByteBuf out = Unpooled.buffer();
        for (RawMessage message : c.messages()) {
            if (message.type() != MessageType.SET_CHUNK_SIZE) {
                encoder.write(out, c.chunkStreamId(), message);
            }
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        if (c.written()) {
            assertThat(bytes).isEqualTo(c.bytes());
        } else {
            assertThat(ChunkReader.read(bytes))
                    .isEqualTo(c.messages().stream()
                            .filter(message -> message.type() != MessageType.SET_CHUNK_SIZE)
                            .toList());
        }
    }

    private static Case written(String name, int chunkStreamId, Wire wire, RawMessage... messages) {
        return new Case(name, true, chunkStreamId, wire, List.of(messages));
    }

    private static Case read(String name, Wire wire, RawMessage... messages) {
        return new Case(name, false, 6, wire, List.of(messages));
    }

    private static RawMessage video(int timestampMs, int length) {
        return new RawMessage(VIDEO, 1, timestampMs, payload(length));
    }

    private static ByteBuf int32(int value) {
        return Unpooled.buffer().writeInt(value);
    }
}
