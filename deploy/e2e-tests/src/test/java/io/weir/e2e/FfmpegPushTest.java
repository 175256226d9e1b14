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
            names = {"SECOND_PUSH", "LONG"})
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
        requireSameDistances(sent.pictures(), found.vcl());
        stored.requireWhole();
        viewer.history().requireWhole();
        assertThat(viewer.media()).as("served as stored").isEqualTo(stored.media());
    }

    private static void requireSameDistances(List<Picture> sent, List<TsReport.Unit> found) {
        for (int i = 0; i < sent.size(); i++) {
            long dts = TsReport.difference33(found.get(i).dts90k(), found.get(0).dts90k());
            long pts = TsReport.difference33(found.get(i).pts90k(), found.get(0).pts90k());
            assertThat(dts)
                    .as("DTS of %s", sent.get(i))
                    .isEqualTo(90 * (sent.get(i).dtsMs() - sent.get(0).dtsMs()));
            assertThat(pts)
                    .as("PTS of %s", sent.get(i))
                    .isEqualTo(90 * (sent.get(i).ptsMs() - sent.get(0).ptsMs()));
        }
    }
}
