package io.weir.ingest.audio;

import io.weir.media.AudioSpecificConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/** Keeps what a transcoder gives, and listens to it. */
public final class HeardAac implements AacOutput {
    static final int FRAME_SAMPLES = 1_024;

    final List<Integer> timesMs = new ArrayList<>();
    final List<byte[]> frames = new ArrayList<>();
    byte @Nullable [] configuration;

    @Override
    public void configuration(byte[] audioSpecificConfig) {
        if (configuration != null) {
            throw new AssertionError("a second configuration");
        }
        configuration = audioSpecificConfig;
    }

    @Override
    public void frame(int timestampMs, byte[] frame) {
        if (configuration == null) {
            throw new AssertionError("a frame before the configuration");
        }
        timesMs.add(timestampMs);
        frames.add(frame);
    }

    public AudioSpecificConfig format() {
        if (configuration == null) {
            throw new AssertionError("no configuration");
        }
        return AudioSpecificConfig.parse(configuration);
    }

    /** The first channel of all frames, one after the other: 1,024 samples each. */
    public float[] samples() {
        AudioSpecificConfig format = format();
        SourceFormat aac = new SourceFormat(
                "AAC",
                avcodec.AV_CODEC_ID_AAC,
                format.sampleRate(),
                format.channelConfiguration(),
                0,
                configuration == null ? new byte[0] : configuration);
        float[] samples = new float[frames.size() * FRAME_SAMPLES];
        int[] at = {0};
        try (SoundDecoder decoder = new SoundDecoder(aac)) {
            for (byte[] frame : frames) {
                decoder.decode(ByteBuffer.wrap(frame), sound -> at[0] = keep(sound, samples, at[0]));
            }
        }
        if (at[0] != samples.length) {
            throw new AssertionError(at[0] + " samples in " + frames.size() + " frames");
        }
        return samples;
    }

    private static int keep(AVFrame sound, float[] samples, int at) {
        if (sound.format() != avutil.AV_SAMPLE_FMT_FLTP) {
            throw new AssertionError("sample format " + sound.format());
        }
        new FloatPointer(sound.data(0)).get(samples, at, sound.nb_samples());
        return at + sound.nb_samples();
    }

    /** The amplitude of one frequency (Goertzel's algorithm); a full-scale sine has 1. */
    static double amplitude(float[] samples, double hertz, int sampleRate) {
        double coefficient = 2 * Math.cos(2 * Math.PI * hertz / sampleRate);
        double last = 0;
        double beforeLast = 0;
        for (float sample : samples) {
            double next = sample + coefficient * last - beforeLast;
            beforeLast = last;
            last = next;
        }
        double power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
        return 2 * Math.sqrt(Math.max(power, 0)) / samples.length;
    }

    /** The strongest of all frequencies from 50 Hz to 3,500 Hz, in steps of 1 Hz. */
    public static int dominantHertz(float[] samples, int sampleRate) {
        int best = 0;
        double bestAmplitude = -1;
        for (int hertz = 50; hertz <= 3_500; hertz++) {
            double amplitude = amplitude(samples, hertz, sampleRate);
            if (amplitude > bestAmplitude) {
                bestAmplitude = amplitude;
                best = hertz;
            }
        }
        return best;
    }

    /** Half a second from the middle. */
    public static float[] middle(float[] samples, int sampleRate) {
        int from = samples.length / 2 - sampleRate / 4;
        return Arrays.copyOfRange(samples, from, from + sampleRate / 2);
    }
}
