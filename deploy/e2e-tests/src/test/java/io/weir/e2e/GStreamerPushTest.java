package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import io.weir.ts.SentMedia;
import io.weir.ts.TsReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes by GStreamer: its own client ({@code rtmp2sink}) and librtmp ({@code rtmpsink}). */
class GStreamerPushTest {
    @ParameterizedTest
    @ValueSource(strings = {"rtmp2sink", "rtmpsink"})
    void push_byGStreamer_storedAsSent(String sink) throws Exception {
        Path folder = Places.newFolder(sink);
        Path clip = Clip.SECOND_PUSH.make(folder);
        Path sentFile = folder.resolve("sent.flv");
        Map<String, String> settings = Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "2s");
        try (Weir weir = Weir.in(folder, settings, "up").start()) {
            PlaylistViewer viewer = new PlaylistViewer(weir.playlist(sink));
            try (Program push = Program.start(folder, "push", pipeline(clip, sink, weir.rtmpUrl(sink), sentFile))) {
                await("the end of the playlist")
                        .atMost(Places.AMPLE)
                        .pollInterval(Places.POLL)
                        .until(viewer::hasEnded);
                push.awaitSuccess();
            }

            SentMedia sent = SentMedia.ofFile(sentFile);
            StoredStream stored = StoredStream.read(weir.mediaFolder(sink));
            TsReport found = stored.inspect();
            assertThat(sent.vclHashes()).isNotEmpty();
            assertThat(found.vclHashes()).as("VCL NAL units").isEqualTo(sent.vclHashes());
            assertThat(found.audioHashes()).as("sound frames").isEqualTo(sent.audioHashes());
            assertThat(found.problems()).isEmpty();
            assertThat(stored.continuityErrors(folder)).isEmpty();
            Distances.require(sent, found);
            stored.requireWhole();
            viewer.history().requireWhole();
            assertThat(viewer.media()).as("served as stored").isEqualTo(stored.media());
        }
    }

    /** Sends the clip, and keeps what it sends in a file. */
    private static List<String> pipeline(Path clip, String sink, String url, Path sentFile) {
        String text = "filesrc location=" + clip + " ! flvdemux name=d"
                + " flvmux streamable=true name=m ! tee name=t"
                + " d.video ! queue ! h264parse ! m."
                + " d.audio ! queue ! aacparse ! m."
                + " t. ! queue ! " + sink + " location=" + url
                + " t. ! queue ! filesink location=" + sentFile;
        List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
        command.addAll(List.of(text.split(" ")));
        return command;
    }
}
