package io.weir.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.media.VideoFormat.NalKind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configurations made by {@code ffmpeg -f lavfi -i testsrc2=s=WxH:r=R -c:v libx265 ... -tag:v hvc1} (libx265 of Debian), less
 * the SEI that names the encoder; what is said of completeness, slices and parallelism is as {@code encode} says it.
 */
class HevcConfigurationTest {
    /** 322x182, Main, 8 bits, cropped from 328x184. */
    private static final String MAIN = "0101600000009000000000003cf000fcfdf8f800000f03"
            + "a00001001840010c01ffff01600000030090000003000003003c959409"
            + "a10001002c42010101600000030090000003000003003ca00a880c1c44d965654a4c2f016808000003000800000300c840"
            + "a2000100064401c073c189";

    /** 1920x1080, range extensions, 4:2:2 of 10 bits. */
    private static final String REXT = "0104080000009d080000000078f000fcfefafa00000f03"
            + "a00001001740010c01ffff0408000003009d08000003000078959409"
            + "a10001002c4201010408000003009d08000003000078b003c0801107c4b6595952930bc05a020000030002000003003210"
            + "a2000100064401c073c189";

    /** 640x360, Main, high tier. */
    private static final String HIGH_TIER = "01216000000090000000000099f000fcfdf8f800000f03"
            + "a00001001840010c01ffff216000000300900000030000030099959409"
            + "a10001002b420101216000000300900000030000030099a005020171f2e595952930bc05a02000000300200000030321"
            + "a2000100064401c073c189";

    /** 640x368, monochrome, two temporal layers. */
    private static final String LAYERS = "0104080000009fc8000000003ff000fcfcf8f800001303"
            + "a00001001b40010c02ffff0408000003009fc800000300003f00009594aca048"
            + "a10001002d4201020408000003009fc800000300003f0000c0140805c5965652b2a5261780b6040000030004000003002820"
            + "a2000100064401c073c189";

    @ParameterizedTest
    @CsvSource({
        MAIN + ", hvc1.1.6.L60.90, 1, 322, 182, 8, 1",
        REXT + ", hvc1.4.10.L120.9D.8, 2, 1920, 1080, 10, 1",
        HIGH_TIER + ", hvc1.1.6.H153.90, 1, 640, 360, 8, 1",
        LAYERS + ", hvc1.4.10.L63.9F.C8, 0, 640, 368, 8, 2",
    })
    void parse_configurationsOfX265_fields(
            String hex, String codecs, int chroma, int width, int height, int bits, int layers) {
        HevcDecoderConfiguration configuration = parse(hex);

        assertThat(configuration.codecs()).isEqualTo(codecs);
        assertThat(configuration.nalLengthBytes()).isEqualTo(4);
        assertThat(configuration.parameterSets()).hasSize(3);
        assertThat(configuration.chromaFormat()).isEqualTo(chroma);
        assertThat(configuration.bitDepthLuma()).isEqualTo(bits);
        assertThat(configuration.sps())
                .isEqualTo(
                        new HevcSps(configuration.profile(), layers, layers == 1, chroma, width, height, bits, bits));
        assertThat(configuration.pictureSize()).isEqualTo(new VideoFormat.PictureSize(width, height));
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, REXT, HIGH_TIER, LAYERS})
    void reorderedPictures_ofX265_two(String hex) {
        assertThat(parse(hex).reorderedPictures()).isEqualTo(2);
    }

    @Test
    void reorderedPictures_setThatEndsBefore_asManyAsThereCanBe() {
        byte[] whole = parse(MAIN).sequenceParameterSets().get(0);
        int told = 0;
        for (int length = whole.length; length > 0; length--) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                int reordered = HevcSps.reorderedPictures(cut);
                assertThat(reordered).isIn(2, 16);
                told += reordered == 16 ? 1 : 0;
            } catch (MalformedMediaException expected) {
                assertThat(length).isLessThan(30);
            }
        }
        assertThat(told).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, REXT, HIGH_TIER, LAYERS})
    void encode_parsed_sameBytes(String hex) {
        assertThat(HexFormat.of().formatHex(parse(hex).encode())).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, REXT, HIGH_TIER, LAYERS})
    void of_parameterSets_sameAsTheEncoders(String hex) {
        HevcDecoderConfiguration encoders = parse(hex);

        HevcDecoderConfiguration made = HevcDecoderConfiguration.of(
                encoders.videoParameterSets(), encoders.sequenceParameterSets(), encoders.pictureParameterSets());

        assertThat(made).isEqualTo(encoders).hasSameHashCodeAs(encoders);
    }

    /** The example of ISO/IEC 14496-15 annex E.3 is {@code hev1.1.6.L93.B0} for such a profile. */
    @Test
    void codecs_mainWithProgressiveAndNonPacked_asInTheStandard() {
        HevcProfile profile = new HevcProfile(0, false, 1, 0x60000000, 0xB00000000000L, 93);
        assertThat(profile.codecs()).isEqualTo("1.6.L93.B0");
    }

    @Test
    void codecs_spaceAndNoConstraints_letterAndNothingBehindTheLevel() {
        assertThat(new HevcProfile(1, true, 2, 0x20000000, 0, 150).codecs()).isEqualTo("A2.4.H150");
        assertThat(new HevcProfile(0, true, 2, 0x20000000, 1, 150).codecs()).isEqualTo("2.4.H150.0.0.0.0.0.1");
    }

    @Test
    void parse_truncatedAtEveryByte_malformed() {
        byte[] whole = HexFormat.of().parseHex(MAIN);
        for (int length = 0; length < whole.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> HevcDecoderConfiguration.parse(whole, 0, cut))
                    .as("cut at %d", cut)
                    .isInstanceOf(MalformedMediaException.class);
        }
    }

    @Test
    void parseSps_truncatedAtEveryByte_malformedUpToTheBitDepths() {
        byte[] whole = parse(LAYERS).sequenceParameterSets().get(0);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(HevcSps.parse(cut).width()).isEqualTo(640);
                assertThat(length).isGreaterThan(20);
            } catch (MalformedMediaException expected) {
                assertThat(length).isLessThan(30);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4001, type 32",
        "42, type 33",
        "4309, type 33",
        "42010f, sub-layers",
    })
    void parseSps_notASetOfTheBaseLayer_malformed(String hex, String said) {
        byte[] nal = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> HevcSps.parse(nal))
                .isInstanceOf(MalformedMediaException.class)
                .hasMessageContaining(said);
    }

    @Test
    void parse_setsMissing_unsupported() {
        assertThatThrownBy(() -> parse("0101600000009000000000003cf000fcfdf8f800000f00"))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("between pictures alone are not carried");
    }

    @Test
    void of_noSets_unsupported() {
        assertThatThrownBy(() -> HevcDecoderConfiguration.of(List.of(), List.of(), List.of()))
                .isInstanceOf(UnsupportedMediaException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "00, version 0",
        "02, version 2",
    })
    void parse_unknownVersion_unsupported(String version, String said) {
        assertThatThrownBy(() -> parse(version + MAIN.substring(2)))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining(said);
    }

    @Test
    void parse_nalLengthOfThree_malformed() {
        assertThatThrownBy(() -> parse(MAIN.replace("00000f03", "00000e03")))
                .isInstanceOf(MalformedMediaException.class)
                .hasMessageContaining("3 bytes");
    }

    @Test
    void parse_nalUnitInTheWrongArray_malformed() {
        assertThatThrownBy(() -> parse(MAIN.replace("a10001002c42", "a10001002c40")))
                .isInstanceOf(MalformedMediaException.class)
                .hasMessageContaining("type 32 in an array of type 33");
    }

    @Test
    void parse_moreNalUnitsThanThereAreIds_malformed() {
        assertThatThrownBy(() -> parse(MAIN.substring(0, 44) + "01" + "a2ffff" + "00024401".repeat(200)))
                .isInstanceOf(MalformedMediaException.class)
                .hasMessageContaining("more than 128");
    }

    @Test
    void parse_oversize_malformed() {
        byte[] bytes = new byte[HevcDecoderConfiguration.MAX_BYTES + 1];
        assertThatThrownBy(() -> HevcDecoderConfiguration.parse(bytes)).isInstanceOf(MalformedMediaException.class);
    }

    @Test
    void parse_supplements_areKeptBehindTheSets() {
        String withSei = MAIN.replace("00000f03", "00000f04") + "27000100034e0105";
        assertThat(HexFormat.of().formatHex(parse(withSei).encode())).isEqualTo(withSei);
        assertThat(parse(withSei)).isNotEqualTo(parse(MAIN));
    }

    @Test
    void kind_everyType_asInTable7_1() {
        VideoFormat format = parse(MAIN);
        for (int type = 0; type < 64; type++) {
            NalKind expected = type < 32
                    ? NalKind.SLICE
                    : type <= 34 ? NalKind.PARAMETER_SET : type == 38 ? NalKind.FILLER : NalKind.OTHER;
            assertThat(format.kind((byte) (type << 1))).as("type %d", type).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MAIN, REXT, HIGH_TIER, LAYERS})
    void parse_mutated_onlyMediaExceptions(String hex) {
        Random random = new Random(42);
        byte[] original = HexFormat.of().parseHex(hex);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = original.clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                HevcDecoderConfiguration configuration =
                        HevcDecoderConfiguration.parse(bytes, 0, bytes.length - random.nextInt(3));
                assertThat(HevcDecoderConfiguration.parse(configuration.encode()))
                        .isEqualTo(configuration);
                assertThat(configuration.codecs())
                        .matches("hvc1\\.[ABC]?\\d+\\.[0-9A-F]+\\.[LH]\\d+(\\.[0-9A-F]{1,2}){0,6}");
                HevcSps sps = configuration.sps();
                assertThat(sps.width()).isBetween(1, HevcSps.MAX_SIDE);
                assertThat(sps.height()).isBetween(1, HevcSps.MAX_SIDE);
            } catch (MediaException expected) {
                assertThat(Objects.requireNonNull(expected.getMessage())).isNotEmpty();
            }
        }
    }

    private static HevcDecoderConfiguration parse(String hex) {
        return HevcDecoderConfiguration.parse(HexFormat.of().parseHex(hex));
    }
}
