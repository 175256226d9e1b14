package io.weir.camera.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.camera.ChangeRules;
import io.weir.camera.registry.CameraLog.AwayException;
import io.weir.config.Secret;
import io.weir.name.StreamName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SealedCameraLogTest {
    private static final StreamName CAM = new StreamName("live", "cam");
    private static final byte[] VALUE = "{\"password\":\"s3cr3t\"}".getBytes(StandardCharsets.UTF_8);
    private static final RecordSeal SEAL = RecordSeal.of(new Secret("k".repeat(32)));

    private final MemoryCameraLog topic = new MemoryCameraLog(
            () -> new MemoryCameraLog.Steps() {
                @Override
                public void step() {}

                @Override
                public boolean isAnswerLost() {
                    return false;
                }
            },
            true);
    private final SealedCameraLog log = new SealedCameraLog(topic, SEAL);

    private static List<byte @Nullable []> values(CameraLog from) throws Exception {
        List<byte @Nullable []> values = new ArrayList<>();
        try (CameraLog.Reading reading = from.read()) {
            long end = from.end();
            long position = 0;
            while (position < end) {
                position = reading.poll((offset, key, value, follow) -> values.add(value));
            }
        }
        return values;
    }

    private void write(byte @Nullable [] value) throws Exception {
        try (CameraLog.Turn turn = log.takeTurn()) {
            turn.append(List.of(new ChangeRules.Write(CAM.toString(), value, new byte[12])));
        }
    }

    @Test
    void append_thenRead_sameValueAndNothingOfItInTheTopic() throws Exception {
        write(VALUE);

        assertThat(values(log)).containsExactly(VALUE);
        assertThat(new String(values(topic).get(0), StandardCharsets.ISO_8859_1))
                .doesNotContain("s3cr3t", "password");
        assertThat(log.problem()).isEmpty();
    }

    @Test
    void append_recordTakenAway_staysNoValue() throws Exception {
        write(null);

        assertThat(values(log)).containsExactly((byte[]) null);
    }

    @Test
    void read_anotherKey_noRecordAndNoWriting() throws Exception {
        write(VALUE);
        SealedCameraLog other = new SealedCameraLog(topic, RecordSeal.of(new Secret("o".repeat(32))));

        assertThat(values(other)).containsExactly(new byte[0]);
        assertThat(other.problem()).get().asString().contains("another camera.key");
        assertThatThrownBy(other::takeTurn)
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("another camera.key");
    }

    @Test
    void append_foundClosedSinceTheTurnWasTaken_refused() throws Exception {
        SealedCameraLog other = new SealedCameraLog(topic, RecordSeal.of(new Secret("o".repeat(32))));
        write(VALUE);
        try (CameraLog.Turn turn = other.takeTurn()) {
            assertThat(values(other)).containsExactly(new byte[0]);

            assertThatThrownBy(() -> turn.append(List.of(new ChangeRules.Write(CAM.toString(), VALUE, new byte[12]))))
                    .isInstanceOf(AwayException.class);
        }
    }

    @Test
    void takeTurn_noKey_refusedSayingWhatToSet() {
        SealedCameraLog without = new SealedCameraLog(topic, null);

        assertThat(without.problem()).isEmpty();
        assertThatThrownBy(without::takeTurn)
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("camera.key")
                .hasMessageContaining("is not set");
    }

    @Test
    void open_underAnotherRecordsKeyOrTruncatedOrPlain_null() {
        byte[] key = {1};
        byte[] sealed = SEAL.seal(key, VALUE);

        assertThat(SEAL.open(key, sealed)).isEqualTo(VALUE);
        assertThat(SEAL.open(new byte[] {2}, sealed)).isNull();
        assertThat(SEAL.open(key, VALUE)).isNull();
        for (int length = 0; length < sealed.length; length++) {
            assertThat(SEAL.open(key, Arrays.copyOf(sealed, length)))
                    .as("%d", length)
                    .isNull();
        }
    }
}
