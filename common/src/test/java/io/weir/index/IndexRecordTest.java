package io.weir.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.SegmentCutter;
import io.weir.hls.MediaSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody may have written into the topic of the index. */
class IndexRecordTest {
    private static byte[] value() {
        return value(LogScript.AVC);
    }

    private static byte[] value(byte[] video) {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cuts::add);
        new LogScript(1)
                .tracks(video, LogScript.AAC)
                .epoch()
                .play(0, 7_000, 200, 1_000)
                .records(4)
                .forEach(cutter::accept);
        Cut.Media cut = (Cut.Media) cuts.get(0);
        return NextRecord.segment(null, "topic", cut, NextRecord.name(cut, 17, null))
                .encode();
    }

    @Test
    void decode_truncatedAtEveryByte_refused() throws IOException {
        byte[] whole = value();
        assertThat(IndexRecord.decode(whole).encode()).isEqualTo(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> IndexRecord.decode(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void encode_transportStream_saysNothingOfFragments() throws IOException {
        assertThat(new String(value(), StandardCharsets.UTF_8)).doesNotContain("\"mp4\":", "\"map\":");
        IndexRecord record = IndexRecord.decode(value());
        assertThat(record.checkpoint().mp4()).isNull();
        assertThat(record.window().get(0).map()).isNull();
    }

    @Test
    void decode_fragmented_sameAgain() throws IOException {
        byte[] value = value(LogScript.HEVC);
        IndexRecord record = IndexRecord.decode(value);

        assertThat(record.encode()).isEqualTo(value);
        assertThat(record.checkpoint().mp4()).isNotNull();
        assertThat(record.window().get(0).map()).matches("init_[0-9a-f]{16}\\.mp4");
        assertThat(record.variant().codecs()).isEqualTo("hvc1.1.6.L60.90,mp4a.40.2");
        assertThat(record.variant().width()).isEqualTo(322);
        assertThat(record.variant().height()).isEqualTo(182);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "{}",
                "{\"version\":1}",
                "{\"version\":1,\"window\":[]}",
                "{\"version\":1,\"window\":[null]}",
                "{\"version\":1e999999999,\"window\":[]}"
            })
    void decode_jsonThatIsNoRecord_refused(String json) {
        assertThatThrownBy(() -> IndexRecord.decode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind",
                "predecessor",
                "topicId",
                "window",
                "variant",
                "cause",
                "checkpoint",
                "mark",
                "fold",
                "config",
                "muxed",
                "ts",
                "codecs",
                "name"
            })
    void decode_withoutAPart_refused(String part) {
        String json = new String(value(), StandardCharsets.UTF_8);
        assertThat(json).contains("\"" + part + "\":");
        byte[] without = json.replace("\"" + part + "\":", "\"other\":").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> IndexRecord.decode(without)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decode_mutated_refusedOrAWholeRecordThatOneCanGoOnFrom(boolean fragmented) {
        Random random = new Random(20260205);
        byte[] whole = value(fragmented ? LogScript.HEVC : LogScript.AVC);
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] value = whole.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Accepted accepted = Accepted.of(value);
                read++;
                IndexRecord record = accepted.record();
                assertThat(record.window())
                        .hasSize(1)
                        .extracting(MediaSegment::name)
                        .doesNotContainNull();
                IndexRecord next = NextRecord.skip(accepted, record.topicId(), 9, "lost");
                assertThat(IndexRecord.decode(next.encode())).isEqualTo(next);
            } catch (IOException e) {
                assertThat(e.getMessage()).as("round %d", round).isNotEmpty();
            }
        }
        assertThat(read).isBetween(500, 4_500);
    }
}
