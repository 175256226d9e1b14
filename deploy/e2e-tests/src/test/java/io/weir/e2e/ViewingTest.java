package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What other people's players make of a stream that is pushed in real time. */
class ViewingTest {
    private static final String STREAM = "cam";
    private static final int SECONDS_TO_PLAY = 15;
    private static final int MIN_PLAYLISTS = 10;
    private static final Path HLS_JS =
            Places.HOME.resolve("edge-node/src/main/resources/io/weir/edge/page/hls-1.7.4.light.min.js");
    private static final Path SCRIPTS = Places.HOME.resolve("deploy/e2e-tests/src/test/node");

    @Test
    void push_inRealTime_parsersAndBrowserAreContent() throws Exception {
        Path folder = Places.newFolder("viewing");
        Map<String, String> settings = Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "2s");
        try (Weir weir = Weir.in(folder, settings, "up").start()) {
            PlaylistViewer viewer = PlaylistViewer.ofRealTime(weir.playlist(STREAM));
            try (Program push = Clip.push(Clip.LONG.make(folder), 1, weir.rtmpUrl(STREAM))) {
                await("the first segments")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> viewer.entriesSeen() >= 2);
                try (Program browser = play(folder, weir)) {
                    await("the end of the playlist")
                            .atMost(Places.AMPLE)
                            .pollInterval(Places.POLL)
                            .until(viewer::hasEnded);
                    push.awaitSuccess();
                    browser.awaitSuccess();
                }
            }
            viewer.history().requireWhole();
            parse(folder, viewer.texts());
        }
    }

    /** Fails unless hls.js plays for a while with no error and no hole. */
    private static Program play(Path folder, Weir weir) throws IOException {
        return Program.start(
                folder,
                "play",
                List.of(
                        "node",
                        SCRIPTS.resolve("play.mjs").toString(),
                        weir.playlist(STREAM).toString(),
                        Integer.toString(SECONDS_TO_PLAY),
                        folder.resolve("screenshot.png").toString(),
                        HLS_JS.toString()));
    }

    /** Fails unless two parsers read each playlist, and read the same. */
    private static void parse(Path folder, List<String> texts) throws IOException {
        assertThat(texts).hasSizeGreaterThan(MIN_PLAYLISTS);
        List<String> command =
                new ArrayList<>(List.of("node", SCRIPTS.resolve("parse.mjs").toString()));
        for (String text : texts) {
            Path file = folder.resolve("playlist-" + command.size() + ".m3u8");
            command.add(Files.writeString(file, text).toString());
        }
        Program.run(folder, "parse", command);
    }
}
