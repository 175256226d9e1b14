package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistText;
import io.weir.hls.PlaylistText.Entry;
import io.weir.hls.PlaylistViewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other people's players make of a stream that is pushed in real time. */
class ViewingTest {
    private static final String STREAM = "cam";
    private static final int SECONDS_TO_PLAY = 15;
    private static final int MIN_PLAYLISTS = 8;
    private static final int FAST = 4;
    private static final Path HLS_JS =
            Places.HOME.resolve("edge-node/src/main/resources/io/weir/edge/page/hls-1.7.4.light.min.js");

    /** Fragmented MP4 is of H.264 here: no browser of Debian's decodes HEVC. */
    @ParameterizedTest
    @ValueSource(strings = {"ts", "fmp4"})
    void push_inRealTime_parsersAndBrowserAreContent(String container) throws Exception {
        Path folder = Places.newFolder("viewing-" + container);
        // Segments of the usual 5 s: a disk that stands still for two seconds is no fault of the stream's.
        Map<String, String> settings = Map.of("WEIR_STREAM_LINGER", "2s", "WEIR_SEGMENT_CONTAINER", container);
        try (Weir weir = Weir.in(folder, settings, "up").start()) {
            PlaylistViewer viewer = PlaylistViewer.ofRealTime(weir.playlist(STREAM));
            try (Program push = Clip.push(Clip.LONG.make(folder), 1, weir.rtmpUrl(STREAM))) {
                await("more segments than a player holds back, so that it does not begin before the first picture")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(() -> viewer.entriesSeen() >= 4);
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
            assertThat(viewer.texts()).hasSizeGreaterThan(MIN_PLAYLISTS);
            parse(folder, viewer.texts());
        }
    }

    @Test
    void push_afterAPauseAndForLongerThanTheWindow_parsersReadGapsAndTrimmedPlaylists() throws Exception {
        Path folder = Places.newFolder("window");
        Map<String, String> settings = Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "15s");
        Path first = Clip.SECOND_PUSH.make(folder);
        Path second = Clip.LONGER_THAN_THE_WINDOW.make(folder);
        try (Weir weir = Weir.in(folder, settings, "up").start()) {
            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(STREAM));
            try (Program push = Clip.push(first, 1, weir.rtmpUrl(STREAM))) {
                push.awaitSuccess();
            }
            await("a gap while nobody pushes")
                    .atMost(Places.AMPLE)
                    .pollInterval(Places.POLL)
                    .until(() -> {
                        viewer.reload();
                        return viewer.history().entries().values().stream().anyMatch(Entry::gap);
                    });
            String master;
            try (Program push = Clip.push(second, FAST, weir.rtmpUrl(STREAM))) {
                master = weir.get(weir.masterPlaylist(STREAM));
                await("the end of the playlist")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(viewer::hasEnded);
                push.awaitSuccess();
            }
            viewer.history().requireWhole();
            List<String> texts = viewer.texts();
            PlaylistText begin = PlaylistText.parse(texts.get(0));
            PlaylistText end = PlaylistText.parse(texts.get(texts.size() - 1));
            assertThat(end.mediaSequence()).as("trimmed").isGreaterThan(begin.lastMsn());
            assertThat(end.discontinuitySequence()).isGreaterThan(begin.discontinuitySequence());
            assertThat(texts).hasSizeGreaterThan(MIN_PLAYLISTS);
            parse(folder, texts);
            parse(folder, List.of(master));
        }
    }

    /** Fails unless hls.js plays for a while with no error and no hole. */
    private static Program play(Path folder, Weir weir) throws IOException {
        return Program.start(
                folder,
                "play",
                List.of(
                        "node",
                        Places.SCRIPTS.resolve("play.mjs").toString(),
                        weir.playlist(STREAM).toString(),
                        Integer.toString(SECONDS_TO_PLAY),
                        folder.resolve("screenshot.png").toString(),
                        HLS_JS.toString()));
    }

    /** Fails unless two parsers read each playlist, and read the same. */
    static void parse(Path folder, List<String> texts) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("node", Places.SCRIPTS.resolve("parse.mjs").toString()));
        for (String text : texts) {
            Path file = folder.resolve("playlist-" + command.size() + ".m3u8");
            command.add(Files.writeString(file, text).toString());
        }
        Program.run(folder, "parse", command);
    }
}
