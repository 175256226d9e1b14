package io.weir.ingest.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.flv.AudioTagHeader;
import io.weir.media.MalformedMediaException;
import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AacTranscoderTest {
    private static final SourceFormat A_LAW = legacy(0x72);
    private static final int TELEPHONE_RATE = 8_000;
    private static final int OUT_RATE = 32_000;

    /** Of the AAC that telephony becomes. */
    private static final int FRAME_MS = 32;

    private final HeardAac heard = new HeardAac();

    private static SourceFormat legacy(int firstByte) {
        return Objects.requireNonNull(SourceFormat.ofFlv(0, firstByte, new byte[0]));
    }

    private static byte[] aLaw(int hertz, int samples) {
        return Tone.aLaw(Tone.samples(hertz, TELEPHONE_RATE, samples));
    }

    /** Sends A-law in frames of 20 ms. */
    private void send(AacTranscoder transcoder, int fromMs, byte[] coded) {
        for (int at = 0; at < coded.length; at += 160) {
            transcoder.transcode(fromMs + at / 8, ByteBuffer.wrap(coded, at, 160), heard);
        }
    }

    private void requireTone(int hertz, int sampleRate, int durationMs) {
        float[] samples = heard.samples();
        assertThat(samples.length * 1_000L / sampleRate).isBetween(durationMs - 60L, durationMs + 60L);
        float[] middle = HeardAac.middle(samples, sampleRate);
        assertThat(HeardAac.dominantHertz(middle, sampleRate)).isBetween(hertz - 2, hertz + 2);
        double amplitude = HeardAac.amplitude(middle, hertz, sampleRate);
        assertThat(amplitude).isCloseTo(Tone.AMPLITUDE, within(0.12));
        assertThat(noise(middle, amplitude)).as("what is not the tone").isLessThan(0.15);
    }

    /** The amplitude that a sine of all other sound's power had. */
    private static double noise(float[] samples, double amplitude) {
        double power = 0;
        for (float sample : samples) {
            power += sample * sample;
        }
        return Math.sqrt(Math.max(0, 2 * power / samples.length - amplitude * amplitude));
    }

    // Codecs

    @ParameterizedTest
    @CsvSource({"72, 440", "72, 1000", "72, 3000", "82, 440", "82, 1000", "82, 3000"})
    void transcode_g711_isTheSameTone(String firstByte, int hertz) {
        int first = Integer.parseInt(firstByte, 16);
        short[] tone = Tone.samples(hertz, TELEPHONE_RATE, 2 * TELEPHONE_RATE);
        try (AacTranscoder transcoder = new AacTranscoder(legacy(first))) {
            send(transcoder, 0, first == 0x72 ? Tone.aLaw(tone) : Tone.muLaw(tone));
            transcoder.finish(heard);
        }
        assertThat(heard.format().objectType()).isEqualTo(2);
        assertThat(heard.format().sampleRate()).isEqualTo(OUT_RATE);
        assertThat(heard.format().channelConfiguration()).isEqualTo(1);
        assertThat(heard.format().samplesPerFrame()).isEqualTo(AacEncoder.BLOCK);
        requireTone(hertz, OUT_RATE, 2_000);
    }

    @ParameterizedTest
    @CsvSource({"72, d5", "82, ff"})
    void transcode_silence_staysSilent(String firstByte, String silence) {
        byte[] coded = new byte[2 * TELEPHONE_RATE];
        Arrays.fill(coded, (byte) Integer.parseInt(silence, 16));
        try (AacTranscoder transcoder = new AacTranscoder(legacy(Integer.parseInt(firstByte, 16)))) {
            send(transcoder, 0, coded);
            transcoder.finish(heard);
        }
        assertThat(heard.timesMs).hasSizeBetween(62, 64);
        float[] samples = heard.samples();
        assertThat(IntStream.range(0, samples.length)
                        .mapToDouble(i -> Math.abs(samples[i]))
                        .max()
                        .orElseThrow())
                .isLessThan(0.001);
    }

    @ParameterizedTest
    @CsvSource({
        // encoder, rate, channels, bit rate, first byte, rate of the AAC
        "libspeex, 16000, 1, 0, b6, 32000",
        "nellymoser, 8000, 1, 0, 52, 32000",
        "nellymoser, 16000, 1, 0, 42, 32000",
        "nellymoser, 22050, 1, 0, 6a, 32000",
        "adpcm_swf, 22050, 1, 0, 1a, 32000",
        "adpcm_swf, 44100, 2, 0, 1f, 48000",
        "pcm_s16le, 44100, 2, 0, 3f, 48000",
        "pcm_s16le, 11025, 1, 0, 06, 32000",
        "pcm_u8, 5512, 1, 0, 30, 32000",
        "pcm_alaw, 8000, 2, 0, 73, 32000",
    })
    void transcode_legacyFormat_isTheSameTone(
            String encoder, int rate, int channels, int bitRate, String firstByte, int outRate) {
        CodedTone coded = CodedTone.of(encoder, 700, rate, channels, bitRate, 2);
        try (AacTranscoder transcoder = new AacTranscoder(legacy(Integer.parseInt(firstByte, 16)))) {
            coded.frames().forEach(f -> transcoder.transcode(f.timestampMs(), ByteBuffer.wrap(f.bytes()), heard));
            transcoder.finish(heard);
        }
        assertThat(heard.format().sampleRate()).isEqualTo(outRate);
        assertThat(heard.format().channelConfiguration()).isEqualTo(channels);
        requireTone(700, outRate, 2_000);
    }

    @ParameterizedTest
    @CsvSource({"libopus, Opus, 1", "libopus, Opus, 2", "flac, fLaC, 2", "ac3, ac-3, 2", "eac3, ec-3, 1"})
    void transcode_enhancedFormat_isTheSameTone(String encoder, String fourCc, int channels) {
        CodedTone coded = CodedTone.of(encoder, 700, 48_000, channels, 0, 2);
        int codec = ByteBuffer.wrap(fourCc.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .getInt();
        SourceFormat format = Objects.requireNonNull(SourceFormat.ofFlv(codec, 0x91, coded.extradata()));
        try (AacTranscoder transcoder = new AacTranscoder(format)) {
            coded.frames().forEach(f -> transcoder.transcode(f.timestampMs(), ByteBuffer.wrap(f.bytes()), heard));
            transcoder.finish(heard);
        }
        assertThat(heard.format().sampleRate()).isEqualTo(48_000);
        assertThat(heard.format().channelConfiguration()).isEqualTo(channels);
        requireTone(700, 48_000, 2_000);
    }

    @ParameterizedTest
    @CsvSource({"g726, 8000, 32000, 4", "g722, 16000, 0, 0"})
    void transcode_formatOfAPull_isTheSameTone(String encoder, int rate, int bitRate, int bits) {
        int codecId = encoder.equals("g726") ? avcodec.AV_CODEC_ID_ADPCM_G726 : avcodec.AV_CODEC_ID_ADPCM_G722;
        CodedTone coded = CodedTone.of(encoder, 700, rate, 1, bitRate, 2);
        try (AacTranscoder transcoder =
                new AacTranscoder(new SourceFormat(encoder, codecId, rate, 1, bits, new byte[0]))) {
            coded.frames().forEach(f -> transcoder.transcode(f.timestampMs(), ByteBuffer.wrap(f.bytes()), heard));
            transcoder.finish(heard);
        }
        requireTone(700, OUT_RATE, 2_000);
    }

    @Test
    void of_unknownDecoder_isUnsupported() {
        SourceFormat nonsense = new SourceFormat("ATRAC9", 0x1FFFF, 8_000, 1, 0, new byte[0]);
        assertThatThrownBy(() -> new AacTranscoder(nonsense))
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("ATRAC9");
    }

    @Test
    void ofFlv_carriedOrUnknownCodec_isNone() {
        assertThat(SourceFormat.ofFlv(AudioTagHeader.AAC, 0xAF, new byte[0])).isNull();
        assertThat(SourceFormat.ofFlv(AudioTagHeader.MP3, 0x2F, new byte[0])).isNull();
        assertThat(SourceFormat.ofFlv(AudioTagHeader.MP3, 0xEF, new byte[0])).isNull();
        assertThat(SourceFormat.ofFlv(0x78787878, 0x91, new byte[0])).isNull();
        assertThat(SourceFormat.ofFlv(0, 0xF0, new byte[0])).isNull();
    }

    // Times

    @Test
    void transcode_toneBeginsLater_isHeardWhenItWasSent() {
        byte[] coded = new byte[3 * TELEPHONE_RATE];
        Arrays.fill(coded, (byte) 0xD5);
        int from = TELEPHONE_RATE * 3 / 2;
        System.arraycopy(aLaw(1_000, coded.length - from), 0, coded, from, coded.length - from);
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            send(transcoder, 5_000, coded);
            transcoder.finish(heard);
        }
        float[] samples = heard.samples();
        int onset = IntStream.range(0, samples.length)
                .filter(i -> Math.abs(samples[i]) > 0.25)
                .findFirst()
                .orElseThrow();
        assertThat(heard.timesMs.get(0)).isEqualTo(5_000);
        assertThat(onset * 1_000.0 / OUT_RATE).isCloseTo(1_500, within(4.0));
    }

    @ParameterizedTest
    @CsvSource({"0, 600", "-1000, 20", "2147480000, 20"})
    void transcode_jitteryTimes_liesOnAnEvenGrid(int start, int seconds) {
        Random random = new Random(42);
        byte[] second = aLaw(400, TELEPHONE_RATE);
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            for (int i = 0; i < seconds * 50; i++) {
                int jitter = i == 0 ? 0 : random.nextInt(31) - 15;
                transcoder.transcode(start + i * 20 + jitter, ByteBuffer.wrap(second, i % 50 * 160, 160), heard);
            }
            transcoder.finish(heard);
        }
        assertThat(heard.frames).hasSizeBetween(seconds * 1_000 / FRAME_MS, seconds * 1_000 / FRAME_MS + 2);
        for (int i = 0; i < heard.frames.size(); i++) {
            assertThat(heard.timesMs.get(i) - start).isEqualTo(i * FRAME_MS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1_500, 1_500})
    void transcode_samplesRunAtAnotherSpeedThanTimes_staysWithinAFrame(int partsPerMillion) {
        byte[] second = aLaw(400, TELEPHONE_RATE);
        int lastMs = 0;
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            for (int i = 0; i < 2 * 60 * 50; i++) {
                lastMs = (int) Math.round(i * 20 * (1 + partsPerMillion / 1e6));
                transcoder.transcode(lastMs, ByteBuffer.wrap(second, i % 50 * 160, 160), heard);
            }
            transcoder.finish(heard);
        }
        for (int i = 1; i < heard.timesMs.size(); i++) {
            assertThat(heard.timesMs.get(i) - heard.timesMs.get(i - 1)).isEqualTo(FRAME_MS);
        }
        int endMs = heard.timesMs.get(heard.timesMs.size() - 1) + FRAME_MS;
        assertThat(endMs).isBetween(lastMs + 20 - FRAME_MS, lastMs + 20 + 2 * FRAME_MS);
    }

    @Test
    void transcode_pauseInTheSound_goesOnAtItsTime() {
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            send(transcoder, 0, aLaw(400, TELEPHONE_RATE));
            send(transcoder, 31_000, aLaw(400, TELEPHONE_RATE));
            transcoder.finish(heard);
        }
        assertThat(heard.timesMs).isSorted().contains(31_000);
        assertThat(heard.timesMs.stream().filter(ms -> ms >= 1_000 && ms < 31_000))
                .hasSizeLessThan(2);
        assertThat(heard.timesMs.get(heard.timesMs.size() - 1)).isBetween(31_950, 32_010);
    }

    @Test
    void transcode_shortPause_isFilledWithinItsTolerance() {
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            send(transcoder, 0, aLaw(400, TELEPHONE_RATE));
            send(transcoder, 1_060, aLaw(400, 20 * TELEPHONE_RATE));
            transcoder.finish(heard);
        }
        requireSteps(FRAME_MS, FRAME_MS);
        assertThat(heard.timesMs.get(heard.timesMs.size() - 1)).isBetween(21_060 - 2 * FRAME_MS, 21_060 + FRAME_MS);
    }

    @Test
    void transcode_clockIsSetBack_goesBackWithIt() {
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            send(transcoder, 86_400_000, aLaw(400, TELEPHONE_RATE));
            send(transcoder, 1_000, aLaw(400, TELEPHONE_RATE));
            transcoder.finish(heard);
        }
        int back = heard.timesMs.indexOf(1_000);
        assertThat(heard.timesMs.subList(0, back)).isSorted().allMatch(ms -> ms >= 86_400_000);
        assertThat(heard.timesMs.subList(back, heard.timesMs.size())).isSorted().allMatch(ms -> ms < 2_100);
    }

    @Test
    void transcode_soundComesTwice_isHeardOnce() {
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            send(transcoder, 0, aLaw(400, 2 * TELEPHONE_RATE));
            send(transcoder, 1_500, aLaw(400, 2 * TELEPHONE_RATE));
            transcoder.finish(heard);
        }
        requireSteps(FRAME_MS, FRAME_MS);
        assertThat(heard.timesMs.get(heard.timesMs.size() - 1)).isBetween(3_440, 3_520);
    }

    @Test
    void transcode_timeStandsStill_goesOn() {
        byte[] second = aLaw(400, TELEPHONE_RATE);
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            for (int i = 0; i < 1_000; i++) {
                transcoder.transcode(7, ByteBuffer.wrap(second, 0, 160), heard);
            }
            transcoder.finish(heard);
        }
        assertThat(heard.frames).hasSizeGreaterThan(10);
        assertThat(heard.timesMs).allMatch(ms -> ms >= 7 && ms < 1_000);
    }

    private void requireSteps(int least, int most) {
        for (int i = 1; i < heard.timesMs.size(); i++) {
            assertThat(heard.timesMs.get(i) - heard.timesMs.get(i - 1)).isBetween(least, most);
        }
    }

    // What is wrong

    @Test
    void transcode_frameTooLong_isRefusedAndTheNextIsTaken() {
        try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
            ByteBuffer tooLong = ByteBuffer.allocate(AacTranscoder.MAX_FRAME_BYTES + 1);
            assertThatThrownBy(() -> transcoder.transcode(0, tooLong, heard))
                    .isInstanceOf(MalformedMediaException.class)
                    .hasMessage("G.711 A-law frame of 262145 bytes, at most 262144 are taken");
            assertThatThrownBy(() -> transcoder.transcode(0, ByteBuffer.allocate(16_001), heard))
                    .isInstanceOf(MalformedMediaException.class)
                    .hasMessage("G.711 A-law frame of 16001 samples at 8000 Hz, at most 2 s are taken");
            transcoder.transcode(0, ByteBuffer.allocate(0), heard);
            send(transcoder, 0, aLaw(440, TELEPHONE_RATE));
            transcoder.finish(heard);
        }
        assertThat(heard.timesMs).startsWith(0, FRAME_MS);
        assertThat(heard.frames).hasSizeBetween(31, 33);
    }

    @ParameterizedTest
    @CsvSource({
        "libspeex, 16000, b6",
        "nellymoser, 22050, 6a",
        "adpcm_swf, 22050, 1a",
        "libopus, 48000, 91",
        "flac, 48000, 92",
        "ac3, 48000, 93",
        "eac3, 48000, 94",
    })
    void transcode_cutAndDamagedFrames_endNoMoreThanThemselves(String encoder, int rate, String firstByte) {
        CodedTone coded = CodedTone.of(encoder, 700, rate, 1, 0, 1);
        int[] codecs = {0, AudioTagHeader.OPUS, AudioTagHeader.FLAC, AudioTagHeader.AC3, AudioTagHeader.EAC3};
        int first = Integer.parseInt(firstByte, 16);
        SourceFormat format = Objects.requireNonNull(
                SourceFormat.ofFlv(codecs[first >> 4 == 9 ? first & 15 : 0], first, coded.extradata()));
        Random random = new Random(7);
        List<CodedTone.Frame> frames = coded.frames();
        try (AacTranscoder transcoder = new AacTranscoder(format)) {
            int timestampMs = 0;
            for (int round = 0; round < 500; round++) {
                byte[] bytes = frames.get(round % frames.size()).bytes();
                byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
                for (int i = random.nextInt(8); i > 0; i--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                timestampMs += 20;
                try {
                    transcoder.transcode(timestampMs, ByteBuffer.wrap(damaged), heard);
                } catch (MalformedMediaException e) {
                    assertThat(e).hasMessageStartingWith(format.name() + " frame ");
                }
            }
            int before = heard.frames.size();
            for (CodedTone.Frame frame : frames) {
                transcoder.transcode(timestampMs + 1_000 + frame.timestampMs(), ByteBuffer.wrap(frame.bytes()), heard);
            }
            assertThat(heard.frames).hasSizeGreaterThan(before + 20);
        }
    }

    @Test
    void transcode_afterClose_isRefused() {
        AacTranscoder transcoder = new AacTranscoder(A_LAW);
        transcoder.close();
        transcoder.close();
        assertThatThrownBy(() -> transcoder.transcode(0, ByteBuffer.allocate(160), heard))
                .isInstanceOf(IllegalStateException.class);
    }

    // Memory

    @Test
    void close_afterAnyEnd_freesAllThatIsNative() {
        long before = NativeObjects.live();
        CodedTone stereo = CodedTone.of("pcm_s16le", 700, 44_100, 2, 0, 1);
        for (int round = 0; round < 3; round++) {
            AacTranscoder unused = new AacTranscoder(A_LAW);
            unused.close();
            AacTranscoder used = new AacTranscoder(A_LAW);
            send(used, 0, aLaw(440, TELEPHONE_RATE), new HeardAac());
            used.close();
            AacTranscoder finished = new AacTranscoder(legacy(0x3f));
            HeardAac all = new HeardAac();
            stereo.frames().forEach(f -> finished.transcode(f.timestampMs(), ByteBuffer.wrap(f.bytes()), all));
            finished.finish(all);
            finished.close();
            AacTranscoder failed = new AacTranscoder(A_LAW);
            assertThatThrownBy(() -> send(failed, 0, aLaw(440, TELEPHONE_RATE), new Failing()))
                    .isInstanceOf(UnsupportedOperationException.class);
            failed.close();
            SourceFormat refused = new SourceFormat("G.726", avcodec.AV_CODEC_ID_ADPCM_G726, 8_000, 5, 9, new byte[0]);
            assertThatThrownBy(() -> new AacTranscoder(refused)).isInstanceOf(UnsupportedMediaException.class);
        }
        assertThat(NativeObjects.live()).isEqualTo(before);
    }

    private static void send(AacTranscoder transcoder, int fromMs, byte[] coded, AacOutput out) {
        for (int at = 0; at < coded.length; at += 160) {
            transcoder.transcode(fromMs + at / 8, ByteBuffer.wrap(coded, at, 160), out);
        }
    }

    /** A receiver that fails at the first frame. */
    private static final class Failing implements AacOutput {
        @Override
        public void configuration(byte[] audioSpecificConfig) {}

        @Override
        public void frame(int timestampMs, byte[] frame) {
            throw new UnsupportedOperationException("full");
        }
    }

    /** What is counted is not all that FFmpeg allocates; the process tells of the rest. */
    @Test
    void close_afterManyTranscoders_leavesTheProcessAsSmall() {
        openAndClose(100);
        long before = Pointer.physicalBytes();
        openAndClose(2_000);
        assertThat(Pointer.physicalBytes() - before).isLessThan(20L << 20);
    }

    private static void openAndClose(int times) {
        byte[] coded = aLaw(440, 480);
        for (int i = 0; i < times; i++) {
            try (AacTranscoder transcoder = new AacTranscoder(A_LAW)) {
                send(transcoder, 0, coded, new HeardAac());
            }
        }
    }
}
