package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.ScriptedCamera;
import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A camera that goes for a minute and comes back, while somebody watches in a browser. */
class CameraOutageTest {
    private static final String STREAM = "cam";
    private static final Duration OUTAGE = Duration.ofMinutes(1);

    private static final int SECONDS_UNTIL_PLAYING_AGAIN = 10;
    private static final int FIRST_SEGMENTS = 3;

    @Test
    void camera_offForAMinute_gapsADiscontinuityAndABrowserThatPlaysOnByItself() throws Exception {
        Path folder = Places.newFolder("outage");
        Map<String, String> settings = Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_CAMERA_LOCAL_ADDRESSES", "true");
        try (ScriptedCamera camera = ScriptedCamera.start();
                Weir weir = Weir.in(folder, settings, "up").start()) {
            weir.putCamera(STREAM, camera.uri().toString());
            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(STREAM));
            await("segments")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(() -> viewer.entriesSeen() >= FIRST_SEGMENTS);
            try (Program browser = Program.start(
                    folder,
                    "play",
                    List.of(
                            "node",
                            Places.SCRIPTS.resolve("resume.mjs").toString(),
                            weir.page(STREAM).toString(),
                            folder.resolve("screenshot.png").toString(),
                            folder.resolve("back").toString(),
                            Integer.toString(SECONDS_UNTIL_PLAYING_AGAIN)))) {
                await("the browser plays")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> browser.output().contains("playing") || !browser.isAlive());
                camera.refuse(true).dropAll();
                long goneNs = System.nanoTime();
                await("the outage is over")
                        .atMost(OUTAGE.multipliedBy(2))
                        .pollInterval(Places.POLL)
                        .until(() -> {
                            viewer.reload();
                            return System.nanoTime() - goneNs >= OUTAGE.toNanos();
                        });
                assertThat(viewer.history().entries().values())
                        .filteredOn(Entry::gap)
                        .isNotEmpty();
                camera.refuse(false);
                Files.createFile(folder.resolve("back"));
                await("segments of the camera that is back")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> {
                            viewer.reload();
                            Entry last = viewer.history().entries().lastEntry().getValue();
                            return !last.gap();
                        });
                browser.awaitSuccess();
                System.out.println(browser.output());
            }
            viewer.history().requireWhole();
            List<Entry> entries = List.copyOf(viewer.history().entries().values());
            int lastGap = 0;
            for (int i = 0; i < entries.size(); i++) {
                lastGap = entries.get(i).gap() ? i : lastGap;
            }
            assertThat(entries.get(lastGap + 1).discontinuity())
                    .as("a discontinuity behind the gaps")
                    .isTrue();
            assertThat(camera.maxOpenConnections()).isEqualTo(1);
        }
    }
}
