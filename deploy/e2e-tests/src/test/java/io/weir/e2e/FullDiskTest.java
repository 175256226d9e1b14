package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The disk of one process becomes full while somebody publishes, and has room again. */
class FullDiskTest {
    private static final String STREAM = "cam";
    private static final int DISK_MIB = 600;
    private static final long LITTLE_BYTES = 100L << 20;
    private static final int UNAVAILABLE = 503;
    private static final Map<String, String> SETTINGS =
            Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "2s");

    @Test
    void disk_fullInMidPush_isToldBeforeAndNothingAcknowledgedIsLost() throws Exception {
        Path folder = Places.newFolder("full-disk");
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), DISK_MIB);
                Weir weir = Weir.in(folder, SETTINGS, "up").start()) {
            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(STREAM));
            try (Program push = Clip.push(Clip.LONG.make(folder), 1, weir.rtmpUrl(STREAM))) {
                awaitEntries(viewer, 2);

                disk.leave(LITTLE_BYTES);
                await("it is told that the disk is nearly full")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> weir.readiness().statusCode() == UNAVAILABLE);
                assertThat(weir.readiness().body()).contains("disk");
                assertThat(weir.metrics()).contains("weir_check_ok{check=\"disk\"} 0.0");
                NextSegment.fromNow(viewer).requireInTime();

                disk.fill();
                assertThat(weir.program().awaitExit()).isNotZero();
                assertThat(weir.program().output()).contains("the embedded Kafka");
                push.awaitExit();
            }
            disk.empty();
            weir.start();
            try (Program push = Clip.push(Clip.SECOND_PUSH.make(folder), 1, weir.rtmpUrl(STREAM))) {
                awaitEntries(viewer, viewer.entriesSeen() + 2);
                push.awaitSuccess();
            }
            await("the end of the stream")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(viewer::hasEnded);
            assertThat(audit(folder, weir)).contains("every acknowledged frame is in exactly one segment");
        }
    }

    private static void awaitEntries(PlaylistViewer viewer, int number) {
        await("entries in the playlist")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> viewer.entriesSeen() >= number);
    }

    private static String audit(Path folder, Weir weir) throws Exception {
        return Program.run(
                folder,
                "audit",
                List.of(
                        Places.HOME.resolve("weir").toString(),
                        "audit",
                        "--management=" + weir.management(),
                        "live/" + STREAM));
    }
}
