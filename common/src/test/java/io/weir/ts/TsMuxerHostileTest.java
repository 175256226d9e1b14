package io.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.media.AvcDecoderConfiguration;
import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.track.TestMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Samples that were damaged on purpose: whatever they hold, whole packets come out and the next segment is good. */
class TsMuxerHostileTest {
    private static final int ROUNDS = 300;

    @Test
    void mux_mutatedSamples_neverThrowsAndTheNextSegmentIsSound() {
        Random random = new Random(20260131);
        TestMedia media = new TestMedia(6);
        List<Sample> clean = media.stream(0, 1, 25, 44_100);
        List<Sample> next = media.stream(1_000, 1, 25, 44_100);
        MediaTracks tracks = new MediaTracks(TestMedia.AVC, TestMedia.AAC_44K);
        for (int round = 0; round < ROUNDS; round++) {
            List<Sample> samples = new ArrayList<>();
            for (Sample sample : clean) {
                samples.add(random.nextInt(3) == 0 ? mutated(sample, random) : sample);
            }

            TsMuxer.Result result = TsMuxer.mux(TsState.initial(), tracks, samples);
            TsReport report = TsInspector.inspect(result.bytes());
            TsReport following =
                    TsInspector.inspect(TsMuxer.mux(result.next(), tracks, next).bytes());

            assertThat(report.problems()).as("round %d", round).isEmpty();
            assertThat(report.maxPcrInterval90k()).isNotNegative();
            assertThat(following.problems()).as("after round %d", round).isEmpty();
            assertThat(following.vclHashes()).isEqualTo(TestMedia.vclHashes(next));
            assertThat(following.audioHashes()).isEqualTo(TestMedia.audioHashes(next));
        }
    }

    @Test
    void mux_anyNalLengthBytes_neverThrows() {
        Random random = new Random(9);
        TestMedia media = new TestMedia(7);
        for (int lengthBytes : new int[] {1, 2, 4}) {
            AvcDecoderConfiguration configuration =
                    new AvcDecoderConfiguration(66, 0, 30, lengthBytes, List.of(), List.of());
            for (int round = 0; round < ROUNDS; round++) {
                byte[] noise = media.noise(random.nextInt(2_000));
                Sample sample = new Sample(true, true, 0, 0, noise, 0, noise.length);
                TsMuxer.Result result =
                        TsMuxer.mux(TsState.initial(), new MediaTracks(configuration, null), List.of(sample));

                assertThat(TsInspector.inspect(result.bytes()).problems()).isEmpty();
                assertThat(result.damagedSamples()).isBetween(0, 1);
            }
        }
    }

    @Test
    void mux_absurdTimes_neverThrowsNorFloods() {
        TestMedia media = new TestMedia(8);
        long[] times = {0, Long.MAX_VALUE, Long.MIN_VALUE, -1, Long.MAX_VALUE / 90, Long.MIN_VALUE / 90, 1L << 40};
        MediaTracks tracks = new MediaTracks(TestMedia.AVC, TestMedia.AAC_44K);
        for (long one : times) {
            for (long other : times) {
                List<Sample> samples = List.of(
                        media.picture(true, one, 0, 10),
                        media.sound(one, 10),
                        media.picture(false, other, Integer.MIN_VALUE, 10),
                        media.sound(other, 10));

                TsMuxer.Result result = TsMuxer.mux(TsState.initial(), tracks, samples);

                assertThat(result.bytes().remaining() / 188).isBetween(5, 400);
            }
        }
    }

    private static Sample mutated(Sample sample, Random random) {
        byte[] data = sample.data().clone();
        int length = sample.length();
        long dtsMs = sample.dtsMs();
        int compositionMs = sample.compositionMs();
        switch (random.nextInt(4)) {
            case 0 -> {
                // The lengths and types stand here; noise further on cannot break a start code's uniqueness.
                if (sample.video()) {
                    data[sample.offset() + random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> length = random.nextInt(length + 1);
            case 2 -> dtsMs += random.nextInt(400) - 200;
            default -> compositionMs = random.nextInt(1 << 24) - (1 << 23);
        }
        return new Sample(sample.video(), sample.keyframe(), dtsMs, compositionMs, data, sample.offset(), length);
    }
}
