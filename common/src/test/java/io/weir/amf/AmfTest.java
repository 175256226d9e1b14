package io.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AmfTest {
    /** A value and its bytes, read and written. */
    record Case(String name, AmfValue value, String hex) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("number", AmfValue.of(1.5), "00 3ff8000000000000"),
                new Case("true", AmfValue.of(true), "01 01"),
                new Case("false", AmfValue.of(false), "01 00"),
                new Case("string", AmfValue.of("live"), "02 0004 6c697665"),
                new Case("empty string", AmfValue.of(""), "02 0000"),
                new Case("UTF-8 of two and four bytes", AmfValue.of("é😀"), "02 0006 c3a9 f09f9880"),
                new Case("long string", AmfValue.of("a".repeat(0x10000)), "0c 00010000" + "61".repeat(0x10000)),
                new Case("longest short string", AmfValue.of("a".repeat(0xFFFF)), "02 ffff" + "61".repeat(0xFFFF)),
                new Case("null", new AmfValue.Null(), "05"),
                new Case("undefined", new AmfValue.Undefined(), "06"),
                new Case("empty object", new AmfValue.Obj(Map.of()), "03 000009"),
                new Case(
                        "object",
                        new AmfValue.Obj(members("app", AmfValue.of("x"), "n", new AmfValue.Null())),
                        "03 0003617070 02000178 00016e 05 000009"),
                new Case("empty member name", new AmfValue.Obj(members("", AmfValue.of(true))), "03 0000 0101 000009"),
                new Case(
                        "ECMA array",
                        new AmfValue.EcmaArray(members("w", AmfValue.of(0))),
                        "08 00000001 000177 000000000000000000 000009"),
                new Case(
                        "strict array",
                        new AmfValue.StrictArray(List.of(AmfValue.of("a"), new AmfValue.Obj(Map.of()))),
                        "0a 00000002 02000161 03000009"),
                new Case("date", new AmfValue.Date(1, (short) -60), "0b 3ff0000000000000 ffc4"),
                new Case("XML document", new AmfValue.Xml("<a/>"), "0f 00000004 3c612f3e"),
                new Case(
                        "typed object",
                        new AmfValue.TypedObj("T", members("b", AmfValue.of(true))),
                        "10 000154 000162 0101 000009"),
                new Case("nested to the limit", nested(AmfDecoder.MAX_DEPTH), nestedHex(AmfDecoder.MAX_DEPTH)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_bytesOfCase_isValue(Case c) {
        ByteBuf in = bytes(c.hex());
        assertThat(new AmfDecoder(in).read()).isEqualTo(c.value());
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void write_valueOfCase_isBytes(Case c) {
        ByteBuf out = Unpooled.buffer();
        AmfEncoder.write(out, c.value());
        assertThat(out).isEqualTo(bytes(c.hex()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_truncatedAnywhere_isRefused(Case c) {
        ByteBuf whole = bytes(c.hex());
        int step = Math.max(1, whole.readableBytes() / 500);
        for (int length = 0; length < whole.readableBytes(); length += step) {
            ByteBuf part = whole.slice(0, length);
            assertThatThrownBy(() -> new AmfDecoder(part).read())
                    .as("first %d bytes", length)
                    .isInstanceOf(AmfFormatException.class);
        }
    }

    @Test
    void read_membersInOrder_keepsIt() {
        AmfValue value = new AmfDecoder(bytes("03 00017a 05 000161 05 00016d 05 000009")).read();
        assertThat(value.membersOrNone().keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void read_ecmaArrayWhoseCountLies_readsWhatIsThere() {
        AmfValue value = new AmfDecoder(bytes("08 ffffffff 000177 05 000009")).read();
        assertThat(value.membersOrNone()).containsOnlyKeys("w");
    }

    @Test
    void read_unsupportedMarker_isUndefined() {
        assertThat(new AmfDecoder(bytes("0d")).read()).isEqualTo(new AmfValue.Undefined());
    }

    @Test
    void read_bytesThatAreNoUtf8_becomeReplacementCharacters() {
        assertThat(new AmfDecoder(bytes("02 0002 61ff")).read()).isEqualTo(AmfValue.of("a\uFFFD"));
    }

    /** What is refused, and a part of what the error says. */
    record Refusal(String name, String hex, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal("strict array whose count lies", "0a ffffffff 05", "array of 4294967295 values"),
                new Refusal("long string whose length lies", "0c ffffffff 61", "4294967295 bytes, 1 left"),
                new Refusal("reference", "07 0000", "references"),
                new Refusal("AMF3", "11 01", "AMF3"),
                new Refusal("movie clip", "04", "type marker 4"),
                new Refusal("record set", "0e", "type marker 14"),
                new Refusal("object end without object", "09", "type marker 9"),
                new Refusal("nested past the limit", nestedHex(AmfDecoder.MAX_DEPTH + 1), "deeper than 32"),
                new Refusal("nested without end", "0a00000001".repeat(100_000), "deeper than 32"),
                new Refusal(
                        "too many values",
                        "0a 000186a0" + "05".repeat(AmfDecoder.MAX_VALUES),
                        "more than 100000 values"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void read_bytesThatBreakRule_areRefusedWithReason(Refusal refusal) {
        assertThatThrownBy(() -> new AmfDecoder(bytes(refusal.hex())).read())
                .isInstanceOf(AmfFormatException.class)
                .hasMessageContaining(refusal.says());
    }

    @Test
    void write_memberNameTooLong_isRefused() {
        AmfValue value = new AmfValue.Obj(members("a".repeat(0x10000), AmfValue.of(1)));
        assertThatThrownBy(() -> AmfEncoder.write(Unpooled.buffer(), value))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void read_mutatedBytes_isValueOrRefusal() {
        Random random = new Random(20260131);
        List<Case> seeds = cases().stream().filter(c -> c.hex().length() < 1000).toList();
        for (int i = 0; i < 20_000; i++) {
            ByteBuf in = bytes(seeds.get(random.nextInt(seeds.size())).hex());
            for (int change = random.nextInt(4); change >= 0; change--) {
                in.setByte(random.nextInt(in.writerIndex()), random.nextInt(256));
            }
            try {
                assertThat(new AmfDecoder(in).readRest()).isNotEmpty();
            } catch (AmfFormatException refused) {
                assertThat(refused).hasMessageStartingWith("AMF0 at ");
            }
        }
    }

    private static AmfValue nested(int depth) {
        AmfValue value = AmfValue.of(true);
        for (int i = 0; i < depth; i++) {
            value = new AmfValue.StrictArray(List.of(value));
        }
        return value;
    }

    private static String nestedHex(int depth) {
        return "0a00000001".repeat(depth) + "0101";
    }

    private static Map<String, AmfValue> members(Object... namesAndValues) {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        List<Object> all = new ArrayList<>(List.of(namesAndValues));
        for (int i = 0; i < all.size(); i += 2) {
            members.put((String) all.get(i), (AmfValue) all.get(i + 1));
        }
        return members;
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
