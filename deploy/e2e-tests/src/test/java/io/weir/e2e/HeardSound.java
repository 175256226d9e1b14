package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What a player hears of a stream, mono. */
final class HeardSound {
    private static final int RATE = 16_000;
    private static final double TOLERANCE_S = 0.2;

    private final short[] samples;

    private HeardSound(short[] samples) {
        this.samples = samples;
    }

    /**
     * Plays the sound of a playlist by Debian's ffmpeg, which must find no fault with it.
     *
     * @param seconds at most
     */
    static HeardSound of(Path folder, URI playlist, int seconds) throws Exception {
        Path file = folder.resolve("heard.pcm");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-i", playlist.toString()));
        command.addAll(List.of("-map", "0:a:0", "-t", Integer.toString(seconds), "-ac", "1"));
        command.addAll(List.of("-ar", Integer.toString(RATE), "-f", "s16le", file.toString()));
        String complaints = Program.run(folder, "listen", command);
        assertThat(complaints).isEmpty();
        ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        short[] heard = new short[samples.remaining()];
        samples.get(heard);
        return new HeardSound(heard);
    }

    /** Requires so many seconds of a tone, in each of them but the first and the last, so that no segment is without it. */
    void requireTone(int hertz, int seconds) {
        assertThat(samples.length / (double) RATE).isBetween(seconds - TOLERANCE_S, seconds + TOLERANCE_S);
        for (int second = 1; second < seconds - 1; second++) {
            int from = second * RATE;
            int loudest = Objects.requireNonNull(IntStream.iterate(100, at -> at <= 2_000, at -> at + 5)
                    .boxed()
                    .max(Comparator.comparingDouble(at -> power(from, at)))
                    .orElse(0));
            assertThat(loudest).as("second " + second).isBetween(hertz - 5, hertz + 5);
        }
    }

    /** Of one frequency in one second of sound. */
    private double power(int from, int hertz) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < RATE; i++) {
            double angle = 2 * Math.PI * hertz * i / RATE;
            real += samples[from + i] * Math.cos(angle);
            imaginary += samples[from + i] * Math.sin(angle);
        }
        return real * real + imaginary * imaginary;
    }
}
