package io.weir.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);

    @Test
    void decode_whatWasEncoded_isTheSame() {
        Takeovers takeovers = Takeovers.NONE.and(1).and(2);
        Claim claim = new Claim("node", Claim.Reason.PUSH, 7, "192.0.2.7:4711", SETTINGS, takeovers, null, null);
        assertThat(Claim.decode(claim.encode())).isEqualTo(claim);
    }

    @Test
    void condemns_onlyItsOwnTopicAndWhereItFollowsWhatItsWriterFound() {
        Claim removal = Claim.decode(Claim.removal("node", 7, SETTINGS, "id").encode());

        assertThat(removal).isNotNull();
        assertThat(removal.condemns("id", 7)).isTrue();
        assertThat(removal.condemns("id", 8)).isFalse();
        assertThat(removal.condemns("other", 7)).isFalse();
        assertThat(new Claim("node", Claim.Reason.PUSH, 6, "", SETTINGS, Takeovers.NONE, null, "id").condemns("id", 7))
                .isFalse();
    }

    @Test
    void decode_withoutTakeoversAndWithMore_hasNone() {
        String json = "{\"node\":\"n\",\"reason\":\"PUSH\",\"after\":1,\"publisher\":\"p\",\"more\":1}";
        Claim claim = Claim.decode(json.getBytes(StandardCharsets.UTF_8));
        assertThat(claim).isNotNull();
        assertThat(claim.takeovers()).isEqualTo(Takeovers.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "{\"after\":\"x\"}"})
    void decode_noClaim_isNull(String json) {
        assertThat(Claim.decode(json.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void decode_truncatedAtEveryByte_isNull() {
        byte[] whole = claim().encode();
        for (int length = 0; length < whole.length; length++) {
            assertThat(Claim.decode(Arrays.copyOf(whole, length)))
                    .as("cut at %d", length)
                    .isNull();
        }
    }

    @Test
    void decode_mutated_nullOrBoundedTakeoversAndNeverThrows() {
        Random random = new Random(20260204);
        byte[] whole = claim().encode();
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] value = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Claim claim = Claim.decode(value);
            if (claim != null) {
                read++;
                assertThat(claim.takeovers().atMs())
                        .hasSizeLessThanOrEqualTo(Takeovers.LIMIT)
                        .doesNotContainNull();
                assertThat(claim.takeovers().stayMs(0)).isBetween(0L, 2 * Takeovers.STAY_MS);
            }
        }
        assertThat(read).isBetween(250, 4_750);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"atMs\":null}", "{\"atMs\":[null]}", "{\"atMs\":[1e99999999]}"})
    void decode_takeoversThatAreNone_nullOrNone(String takeovers) {
        Claim claim = Claim.decode(("{\"takeovers\":" + takeovers + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(claim == null || claim.takeovers().equals(Takeovers.NONE)).isTrue();
    }

    private static Claim claim() {
        Takeovers takeovers = Takeovers.NONE.and(1_000).and(2_000).and(3_000);
        return new Claim("node", Claim.Reason.PUSH, 7, "192.0.2.7:4711", SETTINGS, takeovers, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 20, 20, 30000",
        "0, 10, 60000, 60000, 30000",
        "0, 10, 60001, 60001, 0",
        "0, 10, 20, 30019, 1",
        "0, 10, 20, 30020, 0",
        "0, 10, 20, -29980, 60000",
        "0, 10, 20, -29981, 0",
    })
    void stayMs_threeTakeovers_countFromTheLast(long first, long second, long third, long nowMs, long stayMs) {
        assertThat(new Takeovers(List.of(first, second, third)).stayMs(nowMs)).isEqualTo(stayMs);
    }

    @Test
    void and_moreThanMatter_theOldestIsForgotten() {
        Takeovers takeovers = Takeovers.NONE.and(1).and(2).and(3).and(4);
        assertThat(takeovers.atMs()).containsExactly(2L, 3L, 4L);
        assertThat(Takeovers.NONE.and(1).and(2).stayMs(2)).isZero();
    }
}
