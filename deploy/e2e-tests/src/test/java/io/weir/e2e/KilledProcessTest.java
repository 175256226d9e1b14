package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import io.weir.ts.SentMedia;
import io.weir.ts.TsReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir up} ended without a warning in the middle of a push, and started again. */
class KilledProcessTest {
    private static final int KILLED = 137;
    private static final int SPEED = 2;
    private static final int ENTRIES_BEFORE_KILL = 4;
    private static final String STREAM = "cam";
    private static final Map<String, String> SETTINGS =
            Map.of("WEIR_SEGMENT_DURATION", "5s", "WEIR_STREAM_LINGER", "2s");

    @Test
    void killed_inMidPush_nothingMissingNothingTwice() throws Exception {
        Path folder = Places.newFolder("killed");
        try (Weir weir = Weir.in(folder, SETTINGS, "up").start()) {
            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(STREAM));
            Path first = Clip.LONG.make(folder);
            try (Program push = Clip.push(first, SPEED, weir.rtmpUrl(STREAM))) {
                await("segments before the kill")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> viewer.entriesSeen() >= ENTRIES_BEFORE_KILL);
                weir.program().kill();
                push.awaitExit();
            }
            requireRecovery(weir, folder, first, viewer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"segmenter.before-put:3", "segmenter.after-put:3", "segmenter.after-record:3"})
    void ended_atFailpoint_nothingMissingNothingTwice(String failpoint) throws Exception {
        Path folder = Places.newFolder("failpoint");
        try (Weir weir = Weir.in(folder, SETTINGS, "up")) {
            Program program = weir.startAtOnce(Map.of("WEIR_FAILPOINT", failpoint));
            weir.awaitReady();
            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(STREAM));
            Path first = Clip.LONG.make(folder);
            try (Program push = Clip.push(first, SPEED, weir.rtmpUrl(STREAM))) {
                await("the failpoint is passed")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> {
                            reloadWhileItLives(viewer);
                            return !program.isAlive();
                        });
                assertThat(program.awaitExit()).isEqualTo(KILLED);
                push.awaitExit();
            }
            requireRecovery(weir, folder, first, viewer);
        }
    }

    private static void reloadWhileItLives(PlaylistViewer viewer) throws Exception {
        try {
            viewer.reload();
        } catch (IOException gone) {
            return;
        }
    }

    /** Starts again and pushes again; the first push must be there up to some frame, and the second in whole. */
    private static void requireRecovery(Weir weir, Path folder, Path first, PlaylistViewer viewer) throws Exception {
        int seenBefore = viewer.history().entries().size();
        byte[] mediaBefore = viewer.media();
        Path second = Clip.SECOND_PUSH.make(folder);
        NextSegment next = NextSegment.afterStarting(weir, viewer);
        try (Program push = Clip.push(second, 1, weir.rtmpUrl(STREAM))) {
            next.requireInTime();
            await("the end of the stream")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(viewer::hasEnded);
            push.awaitSuccess();
        }

        StoredStream stored = StoredStream.read(weir.mediaFolder(STREAM));
        stored.requireWhole();
        viewer.history().requireWhole();
        assertThat(stored.names()).hasSameSizeAs(viewer.history().entries().values());
        assertThat(viewer.media())
                .as("served as stored, what was seen before the kill first")
                .isEqualTo(stored.media())
                .startsWith(mediaBefore);
        TsReport found = stored.inspect();
        requireStartOfFirstThenSecond(
                found.vclHashes(),
                SentMedia.ofFile(first).vclHashes(),
                SentMedia.ofFile(second).vclHashes());
        requireStartOfFirstThenSecond(
                found.audioHashes(),
                SentMedia.ofFile(first).audioHashes(),
                SentMedia.ofFile(second).audioHashes());
        SentMedia acknowledged = LogFiles.media(weir.logFolder(), "weir-flv-live-" + STREAM);
        assertThat(found.vclHashes()).as("all that the log took, and it alone").isEqualTo(acknowledged.vclHashes());
        assertThat(found.audioHashes()).isEqualTo(acknowledged.audioHashes());
        assertThat(stored.continuityErrors(folder)).isEmpty();
        assertThat(viewer.history().entries().values())
                .filteredOn(Entry::discontinuity)
                .as("one discontinuity, after all that was seen before the kill")
                .singleElement()
                .satisfies(entry -> assertThat(
                                entry.msn() - viewer.history().entries().firstKey())
                        .isGreaterThanOrEqualTo(seenBefore));
    }

    private static void requireStartOfFirstThenSecond(List<String> found, List<String> first, List<String> second) {
        int kept = found.size() - second.size();
        assertThat(kept).as("frames of the first push").isPositive().isLessThanOrEqualTo(first.size());
        assertThat(found.subList(0, kept)).isEqualTo(first.subList(0, kept));
        assertThat(found.subList(kept, found.size())).isEqualTo(second);
    }
}
