package io.weir.rtmp;

import static io.weir.rtmp.Wire.payload;
import static io.weir.rtmp.Wire.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.weir.amf.AmfValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {
    /**
     * A message and its payload.
     *
     * @param written whether our encoder writes this payload; the others are what peers may write
     */
    record Case(String name, boolean written, int type, String hex, RtmpMessage message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        String connect = "020007636f6e6e656374 003ff0000000000000 03 0003617070 02000178 000009";
        RtmpMessage connectCommand =
                new RtmpMessage.Command(5, "connect", 1, new AmfValue.Obj(Map.of("app", AmfValue.of("x"))));
        return List.of(
                written("Set Chunk Size", 1, "00001000", new RtmpMessage.SetChunkSize(4096)),
                written("Abort", 2, "00000004", new RtmpMessage.Abort(4)),
                written("Acknowledgement", 3, "ffffffff", new RtmpMessage.Acknowledgement(0xFFFFFFFFL)),
                written("Window Acknowledgement Size", 5, "80000000", new RtmpMessage.WindowAckSize(0x80000000L)),
                written("Set Peer Bandwidth", 6, "0000000102", new RtmpMessage.SetPeerBandwidth(1, 2)),
                written("Stream Begin", 4, "0000 00000001", new RtmpMessage.UserControl(0, 1, 0)),
                written("Set Buffer Length", 4, "0003 00000001 00000bb8", new RtmpMessage.UserControl(3, 1, 3000)),
                written("Ping Response", 4, "0007 80000001", new RtmpMessage.UserControl(7, 0x80000001, 0)),
                read("event without a value", 4, "001f", new RtmpMessage.UserControl(31, 0, 0)),
                written("command", 20, connect, connectCommand),
                read("AMF3 command: a zero byte, then AMF0", 17, "00" + connect, connectCommand),
                read("AMF3 command without its zero byte", 17, connect, connectCommand),
                read(
                        "command of a name only",
                        20,
                        "02000b4643556e7075626c697368",
                        new RtmpMessage.Command(5, "FCUnpublish", 0)),
                read(
                        "command whose transaction id is null",
                        20,
                        "02000161 05 05",
                        new RtmpMessage.Command(5, "a", 0, new AmfValue.Null())),
                written("data", 18, "02000161", new RtmpMessage.Data(5, 7, hex("02000161"))),
                read("AMF3 data", 15, "0002000161", new RtmpMessage.Data(5, 7, hex("02000161"))),
                written("audio", 8, "af01", new RtmpMessage.Audio(5, 7, hex("af01"))),
                written("video", 9, "1701", new RtmpMessage.Video(5, 7, hex("1701"))),
                written("empty video", 9, "", new RtmpMessage.Video(5, 7, hex(""))),
                written("shared object", 19, "00", new RtmpMessage.Unknown(19, 5, 7, hex("00"))),
                written("unknown type", 255, "0102", new RtmpMessage.Unknown(255, 5, 7, hex("0102"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decode_payloadOfCase_isMessage(Case c) {
        RtmpMessage message = MessageDecoder.decode(raw(c.type(), hex(c.hex())));
        assertThat(message).isEqualTo(c.message());
        message.release();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void write_messageOfCase_readsBack(Case c) {
        ByteBuf out = Unpooled.buffer();
        new RtmpEncoder().write(out, c.message());
        try (RtmpDecoder decoder = decoder()) {
            RtmpMessage message = decoder.read(out);
            assertThat(message).isEqualTo(c.message());
            assertThat(message).isNotNull();
            assertThat(decoder.read(out)).isNull();
            message.release();
        }
        out.release();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void write_messageOfCase_isPayload(Case c) {
        if (c.written()) {
            ByteBuf out = Unpooled.buffer();
            new RtmpEncoder().write(out, c.message());
            List<RawMessage> raw = ChunkReader.read(bytes(out));
            assertThat(raw).hasSize(1);
            assertThat(raw.get(0).type()).isEqualTo(c.type());
            assertThat(raw.get(0).payload()).isEqualTo(hex(c.hex()));
        }
    }

    @Test
    void write_messageAfterSetChunkSize_usesIt() {
        RtmpEncoder encoder = new RtmpEncoder();
        ByteBuf out = Unpooled.buffer();
        encoder.write(out, new RtmpMessage.SetChunkSize(1000));
        encoder.write(out, new RtmpMessage.Video(1, 0, payload(500)));
        assertThat(out.readableBytes()).isEqualTo(12 + 4 + 12 + 500);
    }

    record Refusal(String name, int type, String hex, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal("short acknowledgement", 3, "000001", "type 3 and 3 bytes, at least 4"),
                new Refusal("short window", 5, "", "type 5 and 0 bytes, at least 4"),
                new Refusal("short bandwidth", 6, "00000001", "type 6 and 4 bytes, at least 5"),
                new Refusal("short user control", 4, "00", "type 4 and 1 bytes, at least 2"),
                new Refusal("empty command", 20, "", "command: AMF0 at 0"),
                new Refusal("empty AMF3 command", 17, "", "command: AMF0 at 0"),
                new Refusal("command whose name is a number", 20, "000000000000000000", "name is no string"),
                new Refusal("command cut off", 20, "02000161 00", "command: AMF0 at 5"),
                new Refusal("command with a reference", 20, "02000161 05 070000", "references"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void decode_malformedPayload_isRefusedAndReleased(Refusal refusal) {
        ByteBuf held = Unpooled.buffer(16).writeBytes(hex(refusal.hex()));
        assertThatThrownBy(() -> MessageDecoder.decode(raw(refusal.type(), held)))
                .isInstanceOf(RtmpFormatException.class)
                .hasMessageContaining(refusal.says());
        assertThat(held.refCnt()).isZero();
    }

    @Test
    void read_aggregate_isPartsWithTimesRebased() {
        ByteBuf aggregate = Unpooled.buffer();
        tag(aggregate, 8, 0x01000010, "aa", 4);
        tag(aggregate, 9, 0x01000030, "bbbb", 4);
        tag(aggregate, 18, 0x01000000, "", 4);
        assertThat(readAggregate(aggregate))
                .containsExactly(
                        new RtmpMessage.Audio(1, 500, hex("aa")),
                        new RtmpMessage.Video(1, 532, hex("bbbb")),
                        new RtmpMessage.Data(1, 484, hex("")));
    }

    @Test
    void read_aggregateWhoseLastPartHasNoBackPointer_isParts() {
        ByteBuf aggregate = Unpooled.buffer();
        tag(aggregate, 8, 0, "aa", 4);
        tag(aggregate, 9, 5, "bb", 0);
        assertThat(readAggregate(aggregate))
                .containsExactly(new RtmpMessage.Audio(1, 500, hex("aa")), new RtmpMessage.Video(1, 505, hex("bb")));
    }

    @Test
    void read_emptyAggregate_isNothing() {
        assertThat(readAggregate(Unpooled.buffer())).isEmpty();
    }

    @Test
    void read_aggregateInAggregate_isRefused() {
        ByteBuf aggregate = Unpooled.buffer();
        tag(aggregate, 22, 0, "aa", 4);
        assertThatThrownBy(() -> readAggregate(aggregate))
                .isInstanceOf(RtmpFormatException.class)
                .hasMessageContaining("message of type 22");
    }

    @Test
    void read_aggregateCutOffAnywhere_isRefusedOrWholeParts() {
        ByteBuf whole = Unpooled.buffer();
        tag(whole, 8, 0, "aabb", 4);
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf part = whole.copy(0, length);
            if (length == 0 || length >= 11 + 2) {
                assertThat(readAggregate(part)).hasSize(length == 0 ? 0 : 1);
            } else {
                assertThatThrownBy(() -> readAggregate(part)).isInstanceOf(RtmpFormatException.class);
            }
        }
    }

    @Test
    void read_mutatedMessages_isMessagesOrRefusal() {
        ByteBuf out = Unpooled.buffer();
        RtmpEncoder encoder = new RtmpEncoder();
        cases().forEach(c -> encoder.write(out, c.message()));
        ByteBuf aggregate = Unpooled.buffer();
        tag(aggregate, 8, 0, "aabb", 4);
        tag(aggregate, 9, 0, "aabb", 4);
        encoder.write(out, new RtmpMessage.Unknown(22, 1, 0, aggregate));
        byte[] seed = bytes(out);
        Random random = new Random(20260131);
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = seed.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            try (RtmpDecoder decoder = new RtmpDecoder(RtmpLimits.DEFAULT, new ByteBudget(1 << 20), allocator)) {
                for (RtmpMessage m = decoder.read(in); m != null; m = decoder.read(in)) {
                    m.release();
                }
            } catch (RtmpFormatException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
            assertThat(in.release()).as("nothing holds the input").isTrue();
        }
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    private static List<RtmpMessage> readAggregate(ByteBuf aggregate) {
        ByteBuf in = Unpooled.wrappedBuffer(
                wire().type0(4, 500, aggregate.readableBytes(), 22, 1).bytes());
        ByteBuf all = Unpooled.copiedBuffer(in, aggregate);
        List<RtmpMessage> messages = new ArrayList<>();
        try (RtmpDecoder decoder = decoder()) {
            for (RtmpMessage m = decoder.read(all); m != null; m = decoder.read(all)) {
                messages.add(m);
            }
        }
        return messages;
    }

    private static void tag(ByteBuf out, int type, int timestampMs, String hex, int backPointerBytes) {
        ByteBuf body = hex(hex);
        out.writeByte(type).writeMedium(body.readableBytes());
        out.writeMedium(timestampMs).writeByte(timestampMs >>> 24).writeMedium(9);
        out.writeBytes(body).writeZero(backPointerBytes);
    }

    private static RtmpDecoder decoder() {
        return new RtmpDecoder(RtmpLimits.DEFAULT, new ByteBudget(Long.MAX_VALUE), UnpooledByteBufAllocator.DEFAULT);
    }

    private static Case written(String name, int type, String hex, RtmpMessage message) {
        return new Case(name, true, type, hex, message);
    }

    private static Case read(String name, int type, String hex, RtmpMessage message) {
        return new Case(name, false, type, hex, message);
    }

    private static RawMessage raw(int type, ByteBuf payload) {
        return new RawMessage(type, 5, 7, payload);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    private static ByteBuf hex(String hex) {
        return Unpooled.copiedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
