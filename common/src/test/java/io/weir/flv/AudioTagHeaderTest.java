package io.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.weir.flv.AudioTagHeader.Kind;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioTagHeaderTest {
    private static final String AAC = "6d703461";
    private static final String OPUS = "4f707573";

    @ParameterizedTest
    @CsvSource({
        "af00, mp4a, CONFIGURATION, 2",
        "af01, mp4a, FRAME, 2",
        "af02, mp4a, OTHER, 2",
        "2f, .mp3, FRAME, 1",
        "e2, .mp3, FRAME, 1",
        "72, fl07, FRAME, 1",
        "b6, fl11, FRAME, 1",
        "90" + AAC + ", mp4a, CONFIGURATION, 5",
        "91" + OPUS + ", Opus, FRAME, 5",
        "912e6d7033, .mp3, FRAME, 5",
        "92" + AAC + ", mp4a, OTHER, 5",
        "94" + AAC + ", mp4a, OTHER, 5",
        "97020000ff01" + AAC + ", mp4a, FRAME, 10",
        "97ff0001aabb00" + AAC + ", mp4a, CONFIGURATION, 11",
        "9501" + AAC + ", mp4a, OTHER, 6",
        "9521, none, OTHER, 2",
    })
    void parse_wholeHeader_fields(String hex, String codec, Kind kind, int headerBytes) {
        assertThat(parse(hex))
                .isEqualTo(
                        new AudioTagHeader(codec.equals("none") ? 0 : VideoTagHeader.fourCc(codec), kind, headerBytes));
    }

    @ParameterizedTest
    @CsvSource({"af01", "2f", "91" + OPUS, "97020000ff01" + AAC, "97ff0001aabb00" + AAC, "9501" + AAC, "9521"})
    void parse_truncatedAtEveryByte_refused(String hex) {
        for (int digits = 0; digits < hex.length(); digits += 2) {
            String cut = hex.substring(0, digits);
            assertThatThrownBy(() -> parse(cut))
                    .as("cut to '%s'", cut)
                    .isInstanceOf(FlvFormatException.class)
                    .hasMessageContaining("the body has " + cut.length() / 2);
        }
    }

    @Test
    void parse_randomBytes_onlyFormatExceptions() {
        Random random = new Random(20260131);
        byte[] body = new byte[32];
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(body);
            int length = random.nextInt(body.length + 1);
            try {
                AudioTagHeader header = AudioTagHeader.parse(Unpooled.wrappedBuffer(body), 0, length);
                assertThat(header.headerBytes()).isBetween(1, length);
            } catch (FlvFormatException expected) {
                assertThat(expected).hasMessageContaining("tag header");
            }
        }
    }

    private static AudioTagHeader parse(String hex) {
        byte[] body = HexFormat.of().parseHex(hex);
        return AudioTagHeader.parse(Unpooled.wrappedBuffer(body), 0, body.length);
    }
}
