package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistViewer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
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
    private static final int HEARD_RATE = 16_000;

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
        requireTone(heard(folder, weir.playlist(codec).toString()), hertz);
        assertThat(weir.program().output()).contains("audio becomes AAC");
    }

    private static List<String> encode(String codec, int rate, int hertz, Path file) {
        return List.of(
                ("ffmpeg -v error -y -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine=frequency=" + hertz
                                + " -t " + SECONDS + " -c:v libx264 -preset veryfast -pix_fmt yuv420p -bf 2 -g 50 -c:a "
                                + codec + " -ar " + rate + " -ac 1 " + file)
                        .split(" "));
    }

    /** What a player hears, mono. */
    private static short[] heard(Path folder, String playlist) throws Exception {
        Path file = folder.resolve("heard.pcm");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-i", playlist, "-map", "0:a:0"));
        command.addAll(List.of("-ac", "1", "-ar", Integer.toString(HEARD_RATE), "-f", "s16le", file.toString()));
        String complaints = Program.run(folder, "listen", command);
        assertThat(complaints).isEmpty();
        ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        short[] heard = new short[samples.remaining()];
        samples.get(heard);
        return heard;
    }

    /** In each second but the first and the last, so that no segment is without it. */
    private static void requireTone(short[] heard, int hertz) {
        assertThat(heard.length / (double) HEARD_RATE).isBetween(SECONDS - 0.2, SECONDS + 0.2);
        for (int second = 1; second < SECONDS - 1; second++) {
            int from = second * HEARD_RATE;
            int loudest = Objects.requireNonNull(IntStream.iterate(100, at -> at <= 2_000, at -> at + 5)
                    .boxed()
                    .max(Comparator.comparingDouble(at -> power(heard, from, at)))
                    .orElse(0));
            assertThat(loudest).as("second " + second).isBetween(hertz - 5, hertz + 5);
        }
    }

    /** Of one frequency in one second of sound. */
    private static double power(short[] samples, int from, int hertz) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < HEARD_RATE; i++) {
            double angle = 2 * Math.PI * hertz * i / HEARD_RATE;
            real += samples[from + i] * Math.cos(angle);
            imaginary += samples[from + i] * Math.sin(angle);
        }
        return real * real + imaginary * imaginary;
    }
}
