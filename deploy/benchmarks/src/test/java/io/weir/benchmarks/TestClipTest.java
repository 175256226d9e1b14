package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestClipTest {
    @Test
    void encode_oneMegabit_rateKeyframesAndLoopWithoutASeam() throws IOException {
        TestClip clip = TestClip.encode(1_000_000);

        assertThat(clip.bitsPerSecond()).isCloseTo(1_000_000L, Percentage.withPercentage(10));
        assertThat(clip.periodMs()).isBetween(10_000L, 10_030L);
        assertThat(clip.tags()).anyMatch(tag -> tag.type() == FlvTag.AUDIO);
        List<Integer> keyframesMs = keyframesMs(clip);
        assertThat(keyframesMs).hasSize(10);
        for (int i = 1; i < keyframesMs.size(); i++) {
            assertThat(keyframesMs.get(i) - keyframesMs.get(i - 1)).isEqualTo(1_000);
        }
        assertTimesRunOn(FlvLoop.of(clip.tags(), 0), 3 * clip.tags().size());
    }

    @Test
    void read_noFlv_saysWhichFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("clip.mp4"), "this is no FLV file");

        assertThatThrownBy(() -> TestClip.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("clip.mp4");
    }

    private static List<Integer> keyframesMs(TestClip clip) {
        List<Integer> times = new ArrayList<>();
        for (FlvTag tag : clip.tags()) {
            if (tag.type() == FlvTag.VIDEO) {
                VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
                if (header.kind() == VideoTagHeader.Kind.FRAME && header.keyframe()) {
                    times.add(tag.timestampMs());
                }
            }
        }
        return times;
    }

    /** Over all rounds no time goes back, and no track's frames come closer than in the clip. */
    private static void assertTimesRunOn(FlvLoop loop, int tags) {
        long lastMs = 0;
        long lastPictureMs = -40;
        for (int i = 0; i < tags; i++) {
            FlvLoop.Timed timed = loop.next();
            assertThat(timed.atMs()).isGreaterThanOrEqualTo(lastMs);
            assertThat(timed.tag().timestampMs()).isEqualTo((int) timed.atMs());
            lastMs = timed.atMs();
            if (timed.tag().type() == FlvTag.VIDEO && timed.tag().length() > 100) {
                assertThat(timed.atMs() - lastPictureMs).isGreaterThanOrEqualTo(39);
                lastPictureMs = timed.atMs();
            }
        }
    }
}
