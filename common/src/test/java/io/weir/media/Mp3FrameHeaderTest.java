package io.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Mp3FrameHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "fffb9064, 44100, 2, 1152, 128000, 417",
        "fffb9264, 44100, 2, 1152, 128000, 418",
        "fffb54c4, 48000, 1, 1152, 64000, 192",
        "fff38064, 22050, 2, 576, 64000, 208",
        "ffe318c4, 8000, 1, 576, 8000, 72",
    })
    void parse_layerThree_fields(String hex, int rate, int channels, int samples, int bitrate, int frameBytes) {
        Mp3FrameHeader header = parse(hex);

        assertThat(header).isEqualTo(new Mp3FrameHeader(rate, channels, samples, bitrate, frameBytes));
        assertThat(header.format()).isEqualTo(new Mp3Format(rate, channels, samples));
        assertThat(header.format().mpeg1()).isEqualTo(samples == 1152);
        assertThat(header.format().codecs()).isEqualTo("mp4a.40.34");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "fffb", "fffb90", "fefb9064", "ffeb9064", "fff99064", "fffbf064", "fffb9c64"})
    void parse_truncatedOrReserved_malformed(String hex) {
        assertThatThrownBy(() -> parse(hex)).isInstanceOf(MalformedMediaException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fffd9064", "ffff9064", "fffb0064"})
    void parse_otherLayersAndFreeBitRate_unsupported(String hex) {
        assertThatThrownBy(() -> parse(hex)).isInstanceOf(UnsupportedMediaException.class);
    }

    @Test
    void countFrames_twoFramesAndATail_two() {
        byte[] bytes = new byte[417 + 418 + 100];
        System.arraycopy(HexFormat.of().parseHex("fffb9064"), 0, bytes, 0, 4);
        System.arraycopy(HexFormat.of().parseHex("fffb9264"), 0, bytes, 417, 4);

        assertThat(Mp3FrameHeader.countFrames(bytes, 0, bytes.length)).isEqualTo(2);
        assertThat(Mp3FrameHeader.countFrames(bytes, 0, 417 + 417)).isEqualTo(1);
        assertThat(Mp3FrameHeader.countFrames(bytes, 1, 400)).isZero();
    }

    @Test
    void parse_everyHeaderBit_onlyMediaExceptions() {
        Random random = new Random(11);
        byte[] bytes = new byte[Mp3FrameHeader.BYTES];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            bytes[0] = (byte) 0xFF;
            bytes[1] |= (byte) 0xE0;
            try {
                assertThat(Mp3FrameHeader.parse(bytes, 0, bytes.length).frameBytes())
                        .isBetween(24, 1_441);
            } catch (MediaException expected) {
                assertThat(expected).hasMessageStartingWith("MP3 frame");
            }
        }
    }

    private static Mp3FrameHeader parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return Mp3FrameHeader.parse(bytes, 0, bytes.length);
    }
}
