package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoClipTest {
    @Test
    void tags_clip_loopsWithoutASeam() throws IOException {
        FlvLoop loop = FlvLoop.of(DemoClip.tags(), 0);

        assertThat(loop.periodMs()).isEqualTo(16_000);
        int lastVideoMs = -1;
        int lastAudioMs = -1;
        for (FlvLoop.Timed timed = loop.next(); timed.atMs() < 50_000; timed = loop.next()) {
            FlvTag tag = timed.tag();
            if (tag.type() == FlvTag.VIDEO && header(tag).kind() == VideoTagHeader.Kind.FRAME) {
                assertThat(tag.timestampMs() - lastVideoMs).isIn(lastVideoMs < 0 ? 1 : 40, 40);
                lastVideoMs = tag.timestampMs();
            } else if (tag.type() == FlvTag.AUDIO && tag.length() > 7) {
                assertThat(lastAudioMs < 0 || tag.timestampMs() - lastAudioMs <= 22)
                        .as("a hole in the sound before %s ms", tag.timestampMs())
                        .isTrue();
                lastAudioMs = tag.timestampMs();
            }
        }
    }

    @Test
    void tags_clip_hasKeyframesEachTwoSecondsAndFramesThatAreReordered() throws IOException {
        List<FlvTag> video = DemoClip.tags().stream()
                .filter(tag -> tag.type() == FlvTag.VIDEO)
                .filter(tag -> header(tag).kind() == VideoTagHeader.Kind.FRAME)
                .toList();

        assertThat(video).hasSize(400);
        assertThat(video.stream().filter(tag -> header(tag).keyframe()).map(FlvTag::timestampMs))
                .containsExactly(0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000);
        assertThat(video.stream().map(tag -> header(tag).compositionMs()).distinct())
                .contains(0, 80)
                .hasSizeGreaterThan(2);
        assertThat(video).allSatisfy(tag -> assertThat(header(tag).codec()).isEqualTo(VideoTagHeader.AVC));
    }

    private static VideoTagHeader header(FlvTag tag) {
        return VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
    }
}
