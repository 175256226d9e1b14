package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import io.weir.ts.SentMedia;
import io.weir.ts.SentMedia.Picture;
import io.weir.ts.TsReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes by Debian's ffmpeg into {@code weir up}, all at a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class FfmpegPushTest {
    private static final int SPEED = 2;

    private Weir weir;

    @BeforeAll
    void start() throws Exception {
        weir = Weir.in(
                        Places.newFolder("ffmpeg"),
                        Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "2s"),
                        "up")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        weir.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Clip.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SECOND_PUSH", "LONG", "LONGER_THAN_THE_WINDOW", "CAMERA"})
    void push_byFfmpeg_storedAsSent(Clip clip) throws Exception {
        String stream = clip.name().toLowerCase(Locale.ROOT);
        Path folder = Places.newFolder(stream);
        Path file = clip.make(folder);
        PlaylistViewer viewer = new PlaylistViewer(weir.playlist(stream));

        Program push = Clip.push(file, SPEED, weir.rtmpUrl(stream));
        await("the end of " + stream)
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(viewer::hasEnded);
        push.awaitSuccess();

        SentMedia sent = SentMedia.ofFile(file);
        StoredStream stored = StoredStream.read(weir.mediaFolder(stream));
        TsReport found = stored.inspect();
        assertThat(found.vclHashes()).as("VCL NAL units").isEqualTo(sent.vclHashes());
        assertThat(found.audioHashes()).as("sound frames").isEqualTo(sent.audioHashes());
        assertThat(found.problems()).isEmpty();
        assertThat(stored.continuityErrors(folder)).isEmpty();
        Distances.require(sent, found);
        requireMaterial(clip, sent, viewer);
        stored.requireWhole();
        viewer.history().requireWhole();
        assertThat(viewer.media()).as("served as stored").isEqualTo(stored.media());
    }

    /** Fails if the encoder has not made what the clip is for. */
    private static void requireMaterial(Clip clip, SentMedia sent, PlaylistViewer viewer) {
        List<Picture> pictures = sent.pictures();
        List<Long> keyframes = pictures.stream()
                .filter(Picture::keyframe)
                .map(Picture::dtsMs)
                .distinct()
                .toList();
        switch (clip) {
            case B_FRAMES -> assertThat(pictures).anyMatch(picture -> picture.ptsMs() != picture.dtsMs());
            case OPEN_GOP ->
                assertThat(leadingPictures(pictures))
                        .as("pictures that are sent after a keyframe and shown before it")
                        .isPositive();
            case FIVE_FPS ->
                assertThat(pictures.get(1).dtsMs() - pictures.get(0).dtsMs()).isEqualTo(200);
            case IRREGULAR_KEYFRAMES ->
                assertThat(steps(keyframes).distinct().count()).isGreaterThan(2);
            case LONG_GOP -> {
                assertThat(steps(keyframes).max()).hasValue(12_000);
                assertThat(viewer.texts().get(viewer.texts().size() - 1))
                        .contains("#EXT-X-TARGETDURATION:10\n")
                        .doesNotContain("#EXT-X-INDEPENDENT-SEGMENTS");
            }
            case VIDEO_ONLY -> assertThat(sent.audioHashes()).isEmpty();
            case AUDIO_ONLY -> assertThat(pictures).isEmpty();
            case SECOND_PUSH, LONG, CAMERA, LONGER_THAN_THE_WINDOW -> throw new AssertionError("of other tests");
        }
    }

    private static LongStream steps(List<Long> timesMs) {
        return IntStream.range(1, timesMs.size()).mapToLong(i -> timesMs.get(i) - timesMs.get(i - 1));
    }

    private static long leadingPictures(List<Picture> pictures) {
        long keyframePtsMs = pictures.get(0).ptsMs();
        long leading = 0;
        for (Picture picture : pictures) {
            keyframePtsMs = picture.keyframe() ? picture.ptsMs() : keyframePtsMs;
            leading += picture.ptsMs() < keyframePtsMs ? 1 : 0;
        }
        return leading;
    }
}
