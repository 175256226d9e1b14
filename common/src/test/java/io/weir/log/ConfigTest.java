package io.weir.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", 1);

    private static byte[] value() {
        ByteBuf value = Unpooled.buffer();
        value.writeBytes(Config.encodeSettings(SETTINGS));
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
        assertThat(Config.decode(Config.encodeSettings(SETTINGS)).tags()).isEmpty();
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
}
