package io.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioSpecificConfigTest {
    /** LC, rate by 24 bits: 00010 1111 (44100) 0010 000. */
    private static final String EXPLICIT_RATE = "17805622" + "10";

    /** LC of 22050 Hz with backward compatible SBR to 44100 Hz and PS. */
    private static final String IMPLICIT_SBR_PS = "1388" + "56e5a5488" + "0";

    /** LC of 48 kHz with a program config element of a front pair and a comment of two bytes. */
    private static final String PROGRAM_CONFIG = "1180" + "04c4000020" + "026162";

    @ParameterizedTest
    @CsvSource({
        "1210, 2, 44100, 2, 1024, false, false, 44100, mp4a.40.2",
        "1190, 2, 48000, 2, 1024, false, false, 48000, mp4a.40.2",
        "1588, 2, 8000, 1, 1024, false, false, 8000, mp4a.40.2",
        "0a10, 1, 44100, 2, 1024, false, false, 44100, mp4a.40.1",
        "1214, 2, 44100, 2, 960, false, false, 44100, mp4a.40.2",
        EXPLICIT_RATE + ", 2, 44100, 2, 1024, false, false, 44100, mp4a.40.2",
        // Hierarchical: HE-AAC 24 -> 48 kHz stereo, HE-AACv2 22.05 -> 44.1 kHz mono core.
        "2b118800, 2, 24000, 2, 1024, true, false, 48000, mp4a.40.5",
        "eb8a0800, 2, 22050, 1, 1024, true, true, 44100, mp4a.40.29",
        // Backward compatible: without and with PS, and with the flag that says there is none.
        "139056e5a0, 2, 22050, 2, 1024, true, false, 44100, mp4a.40.5",
        IMPLICIT_SBR_PS + ", 2, 22050, 1, 1024, true, true, 44100, mp4a.40.29",
        "139056e500, 2, 22050, 2, 1024, false, false, 22050, mp4a.40.2",
        PROGRAM_CONFIG + ", 2, 48000, 0, 1024, false, false, 48000, mp4a.40.2",
    })
    void parse_knownConfigurations_fields(
            String hex,
            int objectType,
            int sampleRate,
            int channels,
            int samplesPerFrame,
            boolean sbr,
            boolean ps,
            int outputRate,
            String codecs) {
        AudioSpecificConfig config = parse(hex);

        assertThat(config)
                .isEqualTo(new AudioSpecificConfig(
                        objectType, sampleRate, channels, samplesPerFrame, sbr, ps, outputRate));
        assertThat(config.codecs()).isEqualTo(codecs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1210",
                "1190",
                "1588",
                "0a10",
                "1214",
                EXPLICIT_RATE,
                "2b118800",
                "eb8a0800",
                "139056e5a0",
                IMPLICIT_SBR_PS
            })
    void encode_parsed_saysTheSame(String hex) {
        AudioSpecificConfig config = parse(hex);
        assertThat(AudioSpecificConfig.parse(config.encode())).isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1210", "1190", "0a10", "139056e5a0", IMPLICIT_SBR_PS})
    void encode_backwardCompatibleForm_sameBytes(String hex) {
        assertThat(HexFormat.of().formatHex(parse(hex).encode())).isEqualTo(hex);
    }

    @Test
    void encode_programConfig_unsupported() {
        AudioSpecificConfig config = parse(PROGRAM_CONFIG);
        assertThatThrownBy(config::encode).isInstanceOf(UnsupportedMediaException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1210", EXPLICIT_RATE, "2b118800", "eb8a0800", PROGRAM_CONFIG})
    void parse_truncatedWithinAField_malformed(String hex) {
        byte[] whole = HexFormat.of().parseHex(hex);
        // The last byte of some holds nothing that is read.
        int needed = hex.startsWith("2b") || hex.startsWith("eb") ? whole.length - 1 : whole.length;
        for (int length = 0; length < needed; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> AudioSpecificConfig.parse(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(MalformedMediaException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "f94640, 42", // USAC, by the escape
        "f8e640, 39", // ELD
        "b990, 23", // LD
        "0010, 0",
    })
    void parse_otherObjectTypes_unsupported(String hex, int objectType) {
        assertThatThrownBy(() -> parse(hex))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("type " + objectType + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1690", "1710", "178000000000", "17ffffff90"})
    void parse_reservedOrAbsurdRate_malformed(String hex) {
        assertThatThrownBy(() -> parse(hex)).isInstanceOf(MalformedMediaException.class);
    }

    @Test
    void parse_oversize_malformed() {
        byte[] bytes = new byte[AudioSpecificConfig.MAX_BYTES + 1];
        assertThatThrownBy(() -> AudioSpecificConfig.parse(bytes)).isInstanceOf(MalformedMediaException.class);
    }

    @Test
    void parse_randomBytes_onlyMediaExceptions() {
        Random random = new Random(7);
        byte[] bytes = new byte[48];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(bytes);
            try {
                AudioSpecificConfig config = AudioSpecificConfig.parse(bytes, 0, random.nextInt(bytes.length));
                assertThat(config.sampleRate()).isBetween(7_350, 96_000);
            } catch (MediaException expected) {
                assertThat(expected).hasMessageStartingWith("AAC configuration");
            }
        }
    }

    private static AudioSpecificConfig parse(String hex) {
        return AudioSpecificConfig.parse(HexFormat.of().parseHex(hex));
    }
}
