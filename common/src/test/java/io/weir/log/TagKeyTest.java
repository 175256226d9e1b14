package io.weir.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TagKeyTest {
    private record Case(TagKey key, String hex) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    TagKey.of(RecordKind.TAGS, 258, 772, 5, 6),
                    "01 02 0000 00000005 0000000000000102 0000000000000304 0000000000000006"),
            new Case(TagKey.claim(-1, 7), "01 00 0000 00000000 ffffffffffffffff ffffffffffffffff 0000000000000007"),
            new Case(TagKey.claimAgain(1, 7), "01 00 0002 00000000 ffffffffffffffff 0000000000000001 0000000000000007"),
            new Case(
                    TagKey.fence(9, false, 7),
                    "01 03 0001 00000000 0000000000000009 0000000000000000 0000000000000007"),
            new Case(
                    TagKey.fence(9, true, 7), "01 03 0003 00000000 0000000000000009 0000000000000000 0000000000000007"),
            new Case(
                    TagKey.of(RecordKind.GAP, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE),
                    "01 04 0000 7fffffff 7fffffffffffffff 7fffffffffffffff 8000000000000000"));

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void encodeAndDecode_everyForm_fixedLayout() {
        for (Case each : CASES) {
            assertThat(each.key().encode()).isEqualTo(bytes(each.hex()));
            assertThat(TagKey.decode(bytes(each.hex()))).isEqualTo(each.key());
        }
    }

    @Test
    void decode_otherLength_null() {
        byte[] whole = CASES.get(0).key().encode();
        for (int length = 0; length < whole.length; length++) {
            assertThat(TagKey.decode(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isNull();
        }
        assertThat(TagKey.decode(Arrays.copyOf(whole, whole.length + 1))).isNull();
        assertThat(TagKey.decode(null)).isNull();
    }

    @Test
    void decode_unknownVersionOrKindOrNegativeCount_null() {
        for (int[] change : new int[][] {{0, 2}, {0, 0}, {1, 6}, {1, 0xFF}, {4, 0x80}}) {
            byte[] key = CASES.get(0).key().encode();
            key[change[0]] = (byte) change[1];
            assertThat(TagKey.decode(key))
                    .as("byte %d is %d", change[0], change[1])
                    .isNull();
        }
    }

    @Test
    void isFence_onlyATickThatSaysSo() {
        assertThat(TagKey.fence(1, false, 0).isFence()).isTrue();
        assertThat(TagKey.of(RecordKind.TICK, 1, 0, 0, 0).isFence()).isFalse();
        assertThat(new TagKey(RecordKind.GAP, TagKey.FENCE, 0, 1, 0, 0).isFence())
                .isFalse();
    }
}
