package io.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations made by {@code ffmpeg -f lavfi -i testsrc2=s=WxH:r=R -c:v libx264 ... -f flv} (libx264 of Debian). */
class AvcConfigurationTest {
    /** 322x182, 25 frames/s, Main. */
    private static final String MAIN =
            "014d400dffe10019674d400deca0a8cf11360220000003002000000641e28532c001000468ce0fc8";

    /** 1920x1080, 29.97 frames/s, 4:2:2 of 10 bits, interlaced, with scaling lists (cqm=jvt). */
    private static final String HIGH_422 =
            "017a0028ffe10019677a0028b6cd94078044fcb808800001f4800075300f8b16cb01000768fba3cb3002c0fefafa00";

    /** 640x480, 10 frames/s, 4:4:4. */
    private static final String HIGH_444 =
            "01f40016ffe1001a67f40016919b281407b6022000000300200000030281e2c5b2c001000668ebe3c44844fff8f800";

    /** 640x362, 10 frames/s, Constrained Baseline. */
    private static final String BASELINE =
            "0142c016ffe100196742c016d900a02ff93011000003000100000300140f162e4801000568cb83cb20";

    @ParameterizedTest
    @CsvSource({
        MAIN + ", avc1.4d400d, 1, 8, 322, 182, false, 25000",
        HIGH_422 + ", avc1.7a0028, 2, 10, 1920, 1080, true, 29970",
        HIGH_444 + ", avc1.f40016, 3, 8, 640, 480, false, 10000",
        BASELINE + ", avc1.42c016, 1, 8, 640, 362, false, 10000",
    })
    void parse_configurationsOfX264_fields(
            String hex,
            String codecs,
            int chroma,
            int bits,
            int width,
            int height,
            boolean interlaced,
            int frameRateMilli) {
        AvcDecoderConfiguration configuration = parse(hex);

        assertThat(configuration.codecs()).isEqualTo(codecs);
        assertThat(configuration.nalLengthBytes()).isEqualTo(4);
        assertThat(configuration.sequenceParameterSets()).hasSize(1);
        assertThat(configuration.pictureParameterSets()).hasSize(1);
        assertThat(configuration.sps())
                .isEqualTo(new AvcSps(
                        configuration.profile(),
                        configuration.compatibility(),
                        configuration.level(),
                        chroma,
                        bits,
                        bits,
                        width,
                        height,
                        interlaced,
                        frameRateMilli));
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, HIGH_422, HIGH_444, BASELINE})
    void encode_parsed_sameBytes(String hex) {
        assertThat(HexFormat.of().formatHex(parse(hex).encode())).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, HIGH_422, HIGH_444, BASELINE})
    void of_parameterSets_sameAsTheEncoders(String hex) {
        AvcDecoderConfiguration encoders = parse(hex);
        assertThat(AvcDecoderConfiguration.of(encoders.sequenceParameterSets(), encoders.pictureParameterSets()))
                .isEqualTo(encoders);
    }

    @Test
    void of_noSets_unsupported() {
        assertThatThrownBy(() -> AvcDecoderConfiguration.of(List.of(), List.of()))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("0 SPS and 0 PPS");
    }

    @Test
    void parse_truncatedAtEveryByte_malformedUpToTheLastParameterSet() {
        byte[] whole = HexFormat.of().parseHex(MAIN);
        for (int length = 0; length < whole.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> AvcDecoderConfiguration.parse(whole, 0, cut))
                    .as("cut at %d", cut)
                    .isInstanceOf(MalformedMediaException.class);
        }
    }

    @Test
    void parseSps_truncatedAtEveryByte_malformedOrWithoutFrameRate() {
        byte[] whole = parse(MAIN).sequenceParameterSets().get(0);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(AvcSps.parse(cut).width()).isEqualTo(322);
                assertThat(length).isGreaterThan(8);
            } catch (MalformedMediaException expected) {
                assertThat(length).isLessThan(12);
            }
        }
    }

    @Test
    void parse_twoSetsOfEachAndExtensions_allSetsInOrder() {
        AvcDecoderConfiguration configuration =
                parse("0164001ffce2" + "00026764" + "00016a" + "02" + "000168" + "00026801" + "fdf8f800");

        assertThat(configuration.nalLengthBytes()).isEqualTo(1);
        assertThat(configuration.sequenceParameterSets()).containsExactly(new byte[] {0x67, 0x64}, new byte[] {0x6a});
        assertThat(configuration.pictureParameterSets()).containsExactly(new byte[] {0x68}, new byte[] {0x68, 1});
    }

    @Test
    void parse_noParameterSets_theyComeInBand() {
        AvcDecoderConfiguration configuration = parse("0142001efde000");

        assertThat(configuration.nalLengthBytes()).isEqualTo(2);
        assertThat(configuration.sps()).isNull();
    }

    @Test
    void parse_nalLengthOfThree_malformed() {
        assertThatThrownBy(() -> parse("0142001efee000"))
                .isInstanceOf(MalformedMediaException.class)
                .hasMessageContaining("3 bytes");
    }

    @Test
    void parse_unknownVersion_unsupported() {
        assertThatThrownBy(() -> parse("0242001effe000"))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void parse_oversize_malformed() {
        byte[] bytes = new byte[AvcDecoderConfiguration.MAX_BYTES + 1];
        assertThatThrownBy(() -> AvcDecoderConfiguration.parse(bytes)).isInstanceOf(MalformedMediaException.class);
    }

    @Test
    void equals_sameBytesParsedTwice_equalAndSameHash() {
        assertThat(parse(MAIN)).isEqualTo(parse(MAIN)).hasSameHashCodeAs(parse(MAIN));
        assertThat(parse(MAIN)).isNotEqualTo(parse(MAIN.substring(0, MAIN.length() - 2) + "c9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, HIGH_422, HIGH_444, BASELINE})
    void parse_mutated_onlyMediaExceptions(String hex) {
        Random random = new Random(42);
        byte[] original = HexFormat.of().parseHex(hex);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = original.clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                AvcSps sps = AvcDecoderConfiguration.parse(bytes, 0, bytes.length - random.nextInt(3))
                        .sps();
                if (sps != null) {
                    assertThat(sps.width()).isBetween(1, 16 * AvcSps.MAX_MACROBLOCKS_A_SIDE);
                    assertThat(sps.height()).isBetween(1, 32 * AvcSps.MAX_MACROBLOCKS_A_SIDE);
                    assertThat(sps.frameRateMilli()).isBetween(0, AvcSps.MAX_FRAME_RATE_MILLI);
                }
            } catch (MediaException expected) {
                assertThat(Objects.requireNonNull(expected.getMessage())).isNotEmpty();
            }
        }
    }

    private static AvcDecoderConfiguration parse(String hex) {
        return AvcDecoderConfiguration.parse(HexFormat.of().parseHex(hex));
    }
}
