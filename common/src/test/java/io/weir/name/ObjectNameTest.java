package io.weir.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNameTest {
    private static final StreamName STREAM = new StreamName("cctvf", "cam1");
    private static final String HASH = "ba7816bf8f01cfea"; // of "abc"

    @ParameterizedTest
    @CsvSource({
        "20260131T091500000Z_17_6000.ts, video/mp2t",
        "20260131T091500000Z_17_6000_d_x0123abcd.ts, video/mp2t",
        "20260131T091500000Z_17_6000_i" + HASH + ".m4s, video/mp4",
        "20260131T091500000Z_17_6000_d_x0123abcd_i" + HASH + ".m4s, video/mp4",
    })
    void parse_segment_saysItselfAgain(String text, String contentType) {
        ObjectName name = ObjectName.parse(text);

        assertThat(name).isInstanceOf(SegmentName.class);
        assertThat(name.fileName()).isEqualTo(text);
        assertThat(name.key(STREAM)).isEqualTo("cctvf/cam1/2026-01-31/09/" + text);
        assertThat(name.contentType()).isEqualTo(contentType);
    }

    @Test
    void parse_fragmentedSegment_tellsItsInit() {
        SegmentName name = SegmentName.parse("20260131T091500000Z_17_6000_i" + HASH + ".m4s");
        assertThat(name).isEqualTo(new SegmentName(1_769_850_900_000L, 17, 6_000, false, null, HASH));
    }

    @Test
    void init_ofBytes_isTheBeginningOfTheirDigest() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 'a', 'b', 'c', 0}, 1, 3);
        InitName name = InitName.of(bytes);

        assertThat(bytes.remaining()).isEqualTo(3);
        assertThat(name.fileName()).isEqualTo("init_" + HASH + ".mp4");
        assertThat(name.key(STREAM)).isEqualTo("cctvf/cam1/init_" + HASH + ".mp4");
        assertThat(name.contentType()).isEqualTo("video/mp4");
        assertThat(ObjectName.parse(name.fileName())).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20260131T091500000Z_17_6000.m4s",
                "20260131T091500000Z_17_6000_i" + HASH + ".ts",
                "20260131T091500000Z_17_6000_i" + HASH + "0.m4s",
                "20260131T091500000Z_17_6000_iBA7816BF8F01CFEA.m4s",
                "init_ba7816bf.mp4",
                "init_" + HASH + ".m4s",
                "init_" + HASH + ".mp4/",
                "xinit_" + HASH + ".mp4",
                ""
            })
    void parse_anythingElse_null(String text) {
        assertThat(ObjectName.parse(text)).isNull();
    }
}
