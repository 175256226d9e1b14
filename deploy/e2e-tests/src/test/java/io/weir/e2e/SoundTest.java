package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cameras' sound, pushed by Debian's ffmpeg into {@code weir up}, is heard by Debian's ffmpeg out of the playlist. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class SoundTest {
    private static final int SECONDS = 12;
    private static final int SPEED = 2;

    private Weir weir;

    @BeforeAll
    void start() throws Exception {
        weir = Weir.in(
                        Places.newFolder("sound"),
                        Map.of("WEIR_SEGMENT_DURATION", "2s", "WEIR_STREAM_LINGER", "2s"),
                        "up")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        weir.close();
    }

    @ParameterizedTest
    @CsvSource({"pcm_alaw, 8000, 440", "pcm_mulaw, 8000, 600", "libspeex, 16000, 800"})
    void push_soundThatHlsDoesNotCarry_isHeardInHls(String codec, int rate, int hertz) throws Exception {
        Path folder = Places.newFolder(codec);
        Path file = folder.resolve("clip.flv");
        Program.run(folder, "encode", encode(codec, rate, hertz, file));
        PlaylistViewer viewer = new PlaylistViewer(weir.playlist(codec));

        Program push = Clip.push(file, SPEED, weir.rtmpUrl(codec));
        await("the end of " + codec)
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(viewer::hasEnded);
        push.awaitSuccess();

        StoredStream stored = StoredStream.read(weir.mediaFolder(codec));
        assertThat(stored.inspect().problems()).isEmpty();
        assertThat(stored.continuityErrors(folder)).isEmpty();
        stored.requireWhole();
        viewer.history().requireWhole();
        HeardSound.of(folder, weir.playlist(codec), 2 * SECONDS).requireTone(hertz, SECONDS);
        assertThat(weir.program().output()).contains("audio becomes AAC");
    }

    private static List<String> encode(String codec, int rate, int hertz, Path file) {
        return List.of(
                ("ffmpeg -v error -y -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine=frequency=" + hertz
                                + " -t " + SECONDS + " -c:v libx264 -preset veryfast -pix_fmt yuv420p -bf 2 -g 50 -c:a "
                                + codec + " -ar " + rate + " -ac 1 " + file)
                        .split(" "));
    }
}
