package io.weir.rtmp;

import static io.weir.rtmp.Wire.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What peers may not do, and what they cannot make the decoder hold. */
class ChunkLimitsTest {
    private static final int VIDEO = MessageType.VIDEO;
    private static final RtmpLimits SMALL = new RtmpLimits(1000, 500, 1500, 3);

    record Refusal(String name, Wire wire, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal("fresh chunk stream with type 2", wire().type2(4, 0), "begins with chunk type 2"),
                new Refusal("fresh chunk stream with type 3", wire().type3(4), "begins with chunk type 3"),
                new Refusal(
                        "type 0 in mid-message",
                        wire().type0(4, 0, 200, VIDEO, 1).run(1, 128).type0(4, 0, 200, VIDEO, 1),
                        "chunk type 0 on chunk stream 4 after 128 of 200 bytes"),
                new Refusal(
                        "length changed on continuation",
                        wire().type0(4, 0, 200, VIDEO, 1).run(1, 128).type1(4, 0, 201, VIDEO),
                        "changes from 200 to 201"),
                new Refusal(
                        "chunk size 0",
                        wire().type0(2, 0, 4, MessageType.SET_CHUNK_SIZE, 0).int32(0),
                        "chunk size 0"),
                new Refusal(
                        "chunk size with bit 31",
                        wire().type0(2, 0, 4, MessageType.SET_CHUNK_SIZE, 0).int32(0x80000000),
                        "chunk size 2147483648"),
                new Refusal(
                        "short Set Chunk Size",
                        wire().type0(2, 0, 3, MessageType.SET_CHUNK_SIZE, 0).run(0, 3),
                        "Set Chunk Size of 3 bytes"),
                new Refusal(
                        "short Abort",
                        wire().type0(2, 0, 3, MessageType.ABORT, 0).run(0, 3),
                        "Abort of 3 bytes"),
                new Refusal(
                        "message too long",
                        wire().type0(4, 0, 1001, VIDEO, 1),
                        "message of type 9 and 1001 bytes, at most 1000"),
                new Refusal(
                        "message of unknown type too long",
                        wire().type1(4, 0, 1001, 99),
                        "message of type 99 and 1001 bytes, at most 1000"),
                new Refusal(
                        "command too long",
                        wire().type0(4, 0, 501, MessageType.COMMAND_AMF0, 1),
                        "message of type 20 and 501 bytes, at most 500"),
                new Refusal(
                        "control message too long",
                        wire().type0(2, 0, 257, MessageType.USER_CONTROL, 0),
                        "message of type 4 and 257 bytes, at most 256"),
                new Refusal(
                        "too many chunk streams",
                        wire().type0(4, 0, 0, VIDEO, 1)
                                .type0(5, 0, 0, VIDEO, 1)
                                .type0(6, 0, 0, VIDEO, 1)
                                .type0(7, 0, 0, VIDEO, 1),
                        "more than 3 chunk streams"),
                new Refusal(
                        "partial messages too large in sum",
                        wire().type0(4, 0, 900, VIDEO, 1)
                                .run(1, 128)
                                .type0(5, 0, 900, VIDEO, 1)
                                .run(1, 128),
                        "unfinished messages of 1800 bytes, at most 1500"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void read_chunksThatBreakRule_areRefusedWithReason(Refusal refusal) {
        try (ChunkReader reader = new ChunkReader(SMALL)) {
            assertThatThrownBy(() ->
                            reader.feed(Unpooled.wrappedBuffer(refusal.wire().bytes())))
                    .isInstanceOf(RtmpFormatException.class)
                    .hasMessageContaining(refusal.says());
        }
    }

    @Test
    void read_partialMessagesOfManyConnections_areBoundedInSum() {
        ByteBudget budget = new ByteBudget(1000);
        try (ChunkReader first = new ChunkReader(SMALL, budget)) {
            byte[] partial = wire().type0(4, 0, 600, VIDEO, 1).run(1, 100).bytes();
            first.feed(Unpooled.wrappedBuffer(partial));
            ChunkDecoder second = new ChunkDecoder(SMALL, budget, Unpooled.EMPTY_BUFFER.alloc());
            assertThatThrownBy(() -> second.read(Unpooled.wrappedBuffer(partial)))
                    .isInstanceOf(RtmpFormatException.class)
                    .hasMessageContaining("all connections would pass 1000 bytes");
            second.close();
            assertThat(budget.reservedBytes()).isEqualTo(600);
        }
    }

    @Test
    void read_longLengthAnnounced_holdsLittleUntilItComes() {
        try (ChunkReader reader = new ChunkReader(RtmpLimits.DEFAULT)) {
            reader.feed(Unpooled.wrappedBuffer(wire().type0(2, 0, 4, MessageType.SET_CHUNK_SIZE, 0)
                    .int32(0x7FFFFFFF)
                    .bytes()));
            int length = 10 << 20;
            reader.feed(Unpooled.wrappedBuffer(
                    wire().type0(4, 0, length, VIDEO, 1).run(1, 1).bytes()));
            assertThat(reader.heldBytes()).isEqualTo(ChunkDecoder.FIRST_BYTES);
            int sent = 1;
            while (sent < length) {
                int piece = Math.min(30_000, length - sent);
                reader.feed(Wire.payload(sent + 1, piece));
                sent += piece;
                assertThat(reader.heldBytes()).isLessThanOrEqualTo(Math.max(4L * sent, ChunkDecoder.FIRST_BYTES));
            }
            assertThat(reader.messages.get(1).payload()).isEqualTo(Wire.payload(length));
        }
    }

    @Test
    void read_messageInOneChunkAndPiece_isNotCopied() {
        try (ChunkReader reader = new ChunkReader(RtmpLimits.DEFAULT)) {
            var in = Unpooled.copiedBuffer(
                    wire().type0(4, 0, 100, VIDEO, 1).run(1, 100).bytes());
            RawMessage message = reader.decoder.read(in);
            assertThat(message).isNotNull();
            assertThat(message.payload().unwrap()).isSameAs(in);
            assertThat(reader.heldBytes()).isZero();
            message.payload().release();
            in.release();
        }
    }

    @Test
    void read_mutatedChunks_isMessagesOrRefusalInBoundedMemory() {
        List<byte[]> seeds = new ArrayList<>();
        ChunkTest.cases().forEach(c -> seeds.add(c.bytes()));
        Random random = new Random(20260131);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int change = random.nextInt(5); change >= 0; change--) {
                bytes[random.nextInt(Math.min(bytes.length, 40))] = (byte) random.nextInt(256);
            }
            try (ChunkReader reader = new ChunkReader(SMALL)) {
                try {
                    reader.feed(Unpooled.wrappedBuffer(bytes));
                    reader.feed(Unpooled.wrappedBuffer(seeds.get(random.nextInt(seeds.size()))));
                } catch (RtmpFormatException refused) {
                    assertThat(refused).hasMessageNotContaining("null");
                }
                assertThat(reader.heldBytes()).isLessThanOrEqualTo(SMALL.maxPartialBytes());
            }
        }
    }
}
