package io.weir.ts;

import static io.weir.track.TestMedia.AAC_44K;
import static io.weir.track.TestMedia.AAC_48K;
import static io.weir.track.TestMedia.AAC_8K;
import static io.weir.track.TestMedia.AVC;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.track.MediaTracks;
import io.weir.track.Sample;
import io.weir.track.TestMedia;
import io.weir.ts.TsMuxer.Result;
import io.weir.ts.TsReport.Pcr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and clocks of segments; what is in them is {@link TsMuxerTest}'s. */
class TsMuxerTimesTest {
    private static final MediaTracks BOTH = new MediaTracks(AVC, AAC_44K);
    private static final MediaTracks VIDEO = new MediaTracks(AVC, null);

    private final TestMedia media = new TestMedia(1);

    @Test
    void mux_times_ninetyTimesMillisecondsPlusTheConstantAndTheClockBehind() {
        TsReport report =
                inspect(VIDEO, List.of(media.picture(true, 1_000, 80, 100), media.picture(false, 1_040, 0, 100)));

        TsPes first = report.video().get(0);
        assertThat(first.dts90k()).isEqualTo(90_000 + 126_000);
        assertThat(first.pts90k()).isEqualTo(97_200 + 126_000);
        assertThat(first.pcr90k()).isEqualTo(90_000 + 63_000);
        assertThat(report.video().get(1).pts90k()).isEqualTo(93_600 + 126_000);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "5, true", "1, false", "5, false", "12, true", "60, false"})
    void mux_sparsePictures_clockAtMostOneTenthOfASecondApart(int framesPerSecond, boolean sound) {
        MediaTracks tracks = sound ? BOTH : VIDEO;
        TsState state = TsState.initial();
        List<byte[]> segments = new ArrayList<>();
        for (int segment = 0; segment < 3; segment++) {
            List<Sample> samples = media.stream(segment * 4_000L, 4, framesPerSecond, sound ? 44_100 : 0);
            Result result = TsMuxer.mux(state, tracks, samples);
            segments.add(TsMuxerTest.bytes(result));
            state = result.next();
        }

        TsReport report = TsInspector.inspect(TsMuxerTest.joined(segments));

        assertThat(report.problems()).isEmpty();
        assertThat(report.maxPcrInterval90k()).isBetween(1L, TsMuxer.PCR_INTERVAL_90K);
        assertThat(report.pcrs()).extracting(Pcr::pid).containsOnly(PsiSection.VIDEO_PID);
        assertThat(report.video())
                .allSatisfy(pes -> assertThat(TsReport.difference33(pes.dts90k(), pes.pcr90k()))
                        .isEqualTo(TsMuxer.PCR_DELAY_90K));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 48_000})
    void mux_soundAlone_clockOnItsPid(int sampleRate) {
        MediaTracks tracks = new MediaTracks(null, sampleRate == 8_000 ? AAC_8K : AAC_48K);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            samples.add(media.sound(i * 1_024_000L / sampleRate, 100));
        }

        TsReport report = inspect(tracks, samples);

        assertThat(report.problems()).isEmpty();
        assertThat(report.pmts()).containsExactly(new TsReport.Pmt(1, 0, PsiSection.AUDIO_PID, -1, 0x0F));
        assertThat(report.maxPcrInterval90k()).isBetween(1L, TsMuxer.PCR_INTERVAL_90K);
        assertThat(report.pcrs()).extracting(Pcr::pid).containsOnly(PsiSection.AUDIO_PID);
        assertThat(report.audioHashes()).isEqualTo(TestMedia.audioHashes(samples));
        assertThat(report.audio()).allMatch(TsPes::randomAccess);
    }

    @Test
    void mux_picturesThatNeverCome_soundKeepsTheClock() {
        List<Sample> first = media.stream(0, 2, 25, 44_100);
        List<Sample> soundOnly = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            soundOnly.add(media.sound(2_000 + i * 1_024_000L / 44_100, 100));
        }
        List<Sample> again = media.stream(4_400, 2, 25, 44_100);
        Result one = TsMuxer.mux(TsState.initial(), BOTH, first);
        Result two = TsMuxer.mux(one.next(), BOTH, soundOnly);
        Result three = TsMuxer.mux(two.next(), BOTH, again);

        TsReport report = TsInspector.inspect(
                TsMuxerTest.joined(List.of(TsMuxerTest.bytes(one), TsMuxerTest.bytes(two), TsMuxerTest.bytes(three))));

        assertThat(report.problems()).isEmpty();
        assertThat(TsInspector.inspect(two.bytes()).pcrs()).hasSizeGreaterThan(20);
        assertThat(report.maxPcrInterval90k()).isBetween(1L, TsMuxer.PCR_INTERVAL_90K);
    }

    @Test
    void mux_jumpInTime_notFilledWithClocks() {
        TsReport report =
                inspect(VIDEO, List.of(media.picture(true, 0, 0, 100), media.picture(false, 3_600_000, 0, 100)));

        assertThat(report.problems()).isEmpty();
        assertThat(report.pcrs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 30, 1L << 31, 1L << 32, 1L << 33, 1L << 34, 0, -90_000})
    void mux_timesOverABoundary_wrapWithoutASeam(long boundary90k) {
        long boundaryMs = (boundary90k - TsMuxer.TIME_OFFSET_90K) / 90;
        List<Sample> samples = media.stream(boundaryMs - 3_000, 6, 25, 44_100);

        TsReport report = inspect(BOTH, samples);

        assertThat(report.problems()).isEmpty();
        assertThat(report.maxPcrInterval90k()).isBetween(1L, TsMuxer.PCR_INTERVAL_90K);
        List<Sample> pictures = samples.stream().filter(Sample::video).toList();
        for (int i = 0; i < pictures.size(); i++) {
            long dts90k = (pictures.get(i).dtsMs() * 90 + 126_000) & 0x1FFFFFFFFL;
            assertThat(report.video().get(i).dts90k()).isEqualTo(dts90k);
            assertThat(TsReport.difference33(report.video().get(i).pts90k(), dts90k))
                    .isEqualTo(pictures.get(i).compositionMs() * 90L);
        }
        assertThat(report.audio()).extracting(TsPes::pts90k).allMatch(pts -> pts >= 0 && pts < 1L << 33);
    }

    @Test
    void mux_negativeCompositionTimes_dtsLoweredForGood() {
        List<Sample> first = new ArrayList<>();
        List<Sample> second = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            first.add(media.picture(i == 0, i * 40L, i % 3 == 0 ? 40 : -40, 100));
            second.add(media.picture(i == 0, 2_000 + i * 40L, 0, 100));
        }
        Result one = TsMuxer.mux(TsState.initial(), VIDEO, first);
        Result two = TsMuxer.mux(one.next(), VIDEO, second);

        TsReport report =
                TsInspector.inspect(TsMuxerTest.joined(List.of(TsMuxerTest.bytes(one), TsMuxerTest.bytes(two))));

        assertThat(report.problems()).isEmpty();
        assertThat(one.next().dtsShift90k()).isEqualTo(3_600);
        assertThat(two.next().dtsShift90k()).isEqualTo(3_600);
        for (int i = 0; i < 50; i++) {
            assertThat(report.video().get(i).dts90k()).isEqualTo(i * 3_600 + 126_000 - 3_600);
            assertThat(report.video().get(i).pts90k())
                    .isEqualTo((i * 40L + first.get(i).compositionMs()) * 90 + 126_000);
            assertThat(report.video().get(50 + i).dts90k()).isEqualTo((50 + i) * 3_600 + 126_000 - 3_600);
        }
    }

    @Test
    void mux_compositionTimeFarBelowZero_clockIsNotHeldBackForHours() {
        TsReport report = inspect(
                VIDEO, List.of(media.picture(true, 10_000, -8_388_608, 100), media.picture(false, 10_040, 0, 100)));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video().get(1).dts90k()).isEqualTo(10_040 * 90 + 126_000 - VideoClock.MAX_SHIFT_90K);
    }

    @Test
    void mux_decodeTimesThatStandOrGoBack_stayStrictlyMonotonic() {
        TsReport report = inspect(
                VIDEO,
                List.of(
                        media.picture(true, 1_000, 0, 100),
                        media.picture(false, 1_000, 0, 100),
                        media.picture(false, 900, 0, 100),
                        media.picture(false, 1_040, 0, 100)));

        assertThat(report.problems()).isEmpty();
        assertThat(report.video()).extracting(TsPes::dts90k).containsExactly(216_000L, 216_001L, 216_002L, 219_600L);
    }

    private static TsReport inspect(MediaTracks tracks, List<Sample> samples) {
        return TsInspector.inspect(
                TsMuxer.mux(TsState.initial(), tracks, samples).bytes());
    }
}
