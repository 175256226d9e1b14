package io.weir.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", 1);

    private static byte[] value() {
        ByteBuf value = Unpooled.buffer();
        value.writeBytes(Config.encodeSettings(SETTINGS, null));
        FlvTags.write(value, FlvTag.VIDEO, 40, Unpooled.wrappedBuffer(new byte[] {0x17, 0, 0, 0, 0, 1}));
        FlvTags.write(value, FlvTag.AUDIO, 41, Unpooled.wrappedBuffer(new byte[] {(byte) 0xAF, 0, 0x11, (byte) 0x90}));
        return Arrays.copyOf(value.array(), value.readableBytes());
    }

    @Test
    void decode_whatWasEncoded_settingsAndTags() {
        Config config = Config.decode(value());

        assertThat(config.settings()).isEqualTo(SETTINGS);
        assertThat(config.tags()).extracting(FlvTag::type).containsExactly(FlvTag.VIDEO, FlvTag.AUDIO);
        assertThat(config.tags()).extracting(FlvTag::timestampMs).containsExactly(40, 41);
        assertThat(config.tags()).extracting(FlvTag::length).containsExactly(6, 4);
    }

    @Test
    void decode_settingsAlone_noTags() {
        assertThat(Config.decode(Config.encodeSettings(SETTINGS, null)).tags()).isEmpty();
    }

    @Test
    void decode_cutOffAnywhere_malformedOrFewerTags() {
        byte[] whole = value();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                assertThat(Config.decode(part).tags()).hasSizeLessThan(2);
            } catch (MalformedRecordException e) {
                assertThat(e).hasMessageContaining(length + " bytes");
            }
        }
    }

    @Test
    void decode_noJson_malformed() {
        assertThatThrownBy(() -> Config.decode(new byte[] {0, 2, '{', 'x'}))
                .isInstanceOf(MalformedRecordException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "7", "{\"segmentTargetMs\":0,\"container\":\"ts\",\"muxerVersion\":1}"})
    void decode_settingsThatSayNothing_malformed(String json) {
        byte[] value = ("\0" + (char) json.length() + json).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Config.decode(value)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void decode_mutated_malformedOrUsableSettingsAndTagsWithinTheValue() {
        Random random = new Random(20260203);
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] value = value();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Config config = Config.decode(value);
                read++;
                assertThat(config.settings().segmentTargetMs()).isBetween(1, PinnedSettings.MAX_SEGMENT_TARGET_MS);
                assertThat(config.tags().stream().mapToInt(FlvTag::fileBytes).sum())
                        .isLessThan(value.length);
            } catch (MalformedRecordException e) {
                assertThat(e).as("round %d", round).hasMessageContaining(value.length + " bytes");
            }
        }
        assertThat(read).isBetween(250, 4_750);
    }
}
