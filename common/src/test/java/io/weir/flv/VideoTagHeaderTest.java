package io.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.VideoTagHeader.Kind;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoTagHeaderTest {
    private static final String AVC = "61766331";
    private static final String HEVC = "68766331";
    private static final String AV1 = "61763031";

    // header bytes, codec, kind, keyframe, composition, header length
    @ParameterizedTest
    @CsvSource({
        "1700000000, avc1, CONFIGURATION, true, 0, 5",
        "1701000000, avc1, FRAME, true, 0, 5",
        "2701000050, avc1, FRAME, false, 80, 5",
        "27017fffff, avc1, FRAME, false, 8388607, 5",
        "2701800000, avc1, FRAME, false, -8388608, 5",
        "2701ffffff, avc1, FRAME, false, -1, 5",
        "1702000000, avc1, END_OF_SEQUENCE, true, 0, 5",
        "1703000000, avc1, OTHER, true, 0, 5",
        "1c00000000, hvc1, CONFIGURATION, true, 0, 5",
        "2c01fffffe, hvc1, FRAME, false, -2, 5",
        "12, fl02, FRAME, true, 0, 1",
        "2f, fl15, FRAME, false, 0, 1",
        // A command frame (5) names no codec that matters, in either form.
        "57, none, OTHER, false, 0, 1",
        "d1, none, OTHER, false, 0, 1",
        // Enhanced.
        "90" + AVC + ", avc1, CONFIGURATION, true, 0, 5",
        "91" + AVC + "ffffff, avc1, FRAME, true, -1, 8",
        "a1" + HEVC + "000028, hvc1, FRAME, false, 40, 8",
        "a1" + AV1 + ", av01, FRAME, false, 0, 5",
        "93" + HEVC + ", hvc1, FRAME, true, 0, 5",
        "92" + HEVC + ", hvc1, END_OF_SEQUENCE, true, 0, 5",
        "94" + HEVC + ", hvc1, OTHER, true, 0, 5",
        "d4" + HEVC + ", hvc1, OTHER, false, 0, 5",
        "95" + AV1 + ", av01, OTHER, true, 0, 5",
        "9f" + AV1 + ", av01, OTHER, true, 0, 5",
        // Modifiers: one of three bytes, then two, then one whose size needs 16 bits.
        "97020000ff01" + HEVC + "00000a, hvc1, FRAME, true, 10, 13",
        "9702aabbcc0700dd03" + HEVC + ", hvc1, FRAME, true, 0, 13",
        "97ff0001aabb03" + HEVC + ", hvc1, FRAME, true, 0, 11",
        // Several tracks: one, many of one codec, many of many codecs.
        "9601" + HEVC + "00, hvc1, OTHER, true, 0, 6",
        "9611" + HEVC + "00, hvc1, OTHER, true, 0, 6",
        "9621, none, OTHER, true, 0, 2",
    })
    void parse_wholeHeader_fields(
            String hex, String codec, Kind kind, boolean keyframe, int compositionMs, int headerBytes) {
        VideoTagHeader header = parse(HexFormat.of().parseHex(hex));

        assertThat(header)
                .isEqualTo(new VideoTagHeader(
                        codec.equals("none") ? 0 : VideoTagHeader.fourCc(codec),
                        kind,
                        keyframe,
                        compositionMs,
                        headerBytes));
    }

    @ParameterizedTest
    @CsvSource({
        "1701000050",
        "2c01fffffe",
        "12",
        "90" + AVC,
        "91" + HEVC + "000028",
        "9702aabbcc0700dd01" + HEVC + "000001",
        "97ff0001aabb03" + HEVC,
        "9611" + HEVC,
        "9621",
        "d1",
    })
    void parse_truncatedAtEveryByte_refused(String hex) {
        byte[] whole = HexFormat.of().parseHex(hex);
        assertThat(parse(whole).headerBytes()).isEqualTo(whole.length);
        for (int length = 0; length < whole.length; length++) {
            ByteBuf body = Unpooled.wrappedBuffer(whole);
            int cut = length;
            assertThatThrownBy(() -> VideoTagHeader.parse(body, 0, cut))
                    .as("cut at %d", cut)
                    .isInstanceOf(FlvFormatException.class)
                    .hasMessageContaining("the body has " + cut);
        }
    }

    @Test
    void parse_bodyInsideALargerBuffer_readsAtTheOffsetAndMovesNothing() {
        ByteBuf buffer = Unpooled.wrappedBuffer(HexFormat.of().parseHex("ffff2701000050ffff"));
        buffer.readerIndex(1);

        assertThat(VideoTagHeader.parse(buffer, 2, 5))
                .isEqualTo(new VideoTagHeader(VideoTagHeader.AVC, Kind.FRAME, false, 80, 5));
        assertThat(buffer.readerIndex()).isEqualTo(1);
    }

    @Test
    void parse_endlessModifiers_refusedAtTheLimit() {
        String most = "97" + "000007".repeat(HeaderCursor.MAX_MODIFIERS - 1) + "000003" + HEVC;
        String tooMany = "97" + "000007".repeat(HeaderCursor.MAX_MODIFIERS) + "000003" + HEVC;

        assertThat(parse(HexFormat.of().parseHex(most)).kind()).isEqualTo(Kind.FRAME);
        assertThatThrownBy(() -> parse(HexFormat.of().parseHex(tooMany)))
                .isInstanceOf(FlvFormatException.class)
                .hasMessageContaining("modifiers");
    }

    @Test
    void parse_randomBytes_onlyFormatExceptions() {
        Random random = new Random(20260131);
        byte[] body = new byte[32];
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(body);
            int length = random.nextInt(body.length + 1);
            try {
                VideoTagHeader header = VideoTagHeader.parse(Unpooled.wrappedBuffer(body), 0, length);
                assertThat(header.headerBytes()).isBetween(1, length);
            } catch (FlvFormatException expected) {
                assertThat(expected).hasMessageContaining("tag header");
            }
        }
    }

    private static VideoTagHeader parse(byte[] body) {
        return VideoTagHeader.parse(Unpooled.wrappedBuffer(body), 0, body.length);
    }
}
