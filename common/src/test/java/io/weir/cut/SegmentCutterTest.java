package io.weir.cut;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentCutterTest {
    private static List<Cut> cuts(LogScript script) {
        return cuts(CutState.start(0), script.records(7));
    }

    private static List<Cut> cuts(CutState from, List<LogRecord> records) {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(from, cuts::add);
        records.stream()
                .filter(record -> record.offset() >= from.mark().offset())
                .forEach(cutter::accept);
        return cuts;
    }

    private static List<Integer> durations(List<Cut> cuts) {
        return cuts.stream()
                .filter(Cut.Media.class::isInstance)
                .map(cut -> ((Cut.Media) cut).durationMs())
                .toList();
    }

    private static LogScript begin() {
        return new LogScript(1).tracks(LogScript.AVC, LogScript.AAC).epoch();
    }

    @Test
    void cut_gopOfTwoSeconds_sixSecondSegmentsAndTargetDurationSix() {
        List<Cut> cuts = cuts(begin().play(0, 20_000, 40, 2_000));

        assertThat(durations(cuts)).containsExactly(6_000, 6_000, 6_000);
        assertThat(cuts.get(0).after().targetDurationS()).isEqualTo(6);
    }

    @Test
    void cut_gopJustBelowTarget_keepsEvenLengths() {
        List<Cut> cuts = cuts(begin().target(2_000).play(0, 9_000, 40, 1_960));

        assertThat(durations(cuts)).containsExactly(1_960, 1_960, 1_960, 1_960);
        assertThat(cuts.get(0).after().targetDurationS()).isEqualTo(2);
    }

    @Test
    void cut_gopOfTwelveSeconds_forcedWithinTenAndNotIndependent() {
        List<Cut> cuts = cuts(begin().play(0, 26_000, 40, 12_000));

        assertThat(durations(cuts)).allSatisfy(ms -> assertThat(ms).isLessThan(10_500));
        assertThat(cuts.get(0).after().targetDurationS()).isEqualTo(10);
        assertThat(cuts.get(0).after().forced()).isFalse();
        assertThat(cuts.get(1).after().forced()).isTrue();
    }

    @Test
    void cut_lengthWouldPassTargetDuration_cutsBackAtLastKeyframeInHand() {
        LogScript script = begin().play(0, 12_000, 40, 3_000); // learns 6
        script.play(12_000, 15_000, 40, 60_000).play(15_000, 30_000, 40, 60_000);

        List<Cut> cuts = cuts(script);

        assertThat(durations(cuts).subList(0, 3)).containsExactly(6_000, 6_000, 3_000);
        assertThat(cuts)
                .allSatisfy(cut -> assertThat(cut.after().targetDurationS()).isEqualTo(6));
    }

    @ParameterizedTest
    @ValueSource(ints = {-30_000, -12_000, -2_000, 2_000, 12_000, 30_000, 86_400_000})
    void cut_tracksFarApart_cutAsIfTheyWereNot(int soundLaterMs) {
        List<Cut> cuts = cuts(begin().soundLater(soundLaterMs).play(40_000, 60_000, 40, 2_000));

        assertThat(durations(cuts)).containsExactly(6_000, 6_000, 6_000);
        assertThat(discontinuities(cuts)).isZero();
    }

    @Test
    void cut_soundBeginsAgainAtZero_oneDiscontinuity() {
        List<Cut> cuts = cuts(begin().play(3_600_000, 3_612_000, 40, 2_000)
                .soundLater(-3_612_000)
                .play(3_612_000, 3_632_000, 40, 2_000));

        assertThat(discontinuities(cuts)).isEqualTo(1);
        assertThat(durations(cuts)).hasSizeBetween(5, 6);
    }

    @Test
    void cut_bothTracksJumpByADay_oneDiscontinuity() {
        List<Cut> cuts = cuts(begin().play(0, 12_000, 40, 2_000).play(86_400_000, 86_420_000, 40, 2_000));

        assertThat(discontinuities(cuts)).isEqualTo(1);
        assertThat(durations(cuts)).startsWith(6_000, 6_000, 6_000);
    }

    @Test
    void accept_configOfBrokenTags_passedOver() {
        LogScript script = begin().play(0, 12_000, 40, 2_000);
        script.tracks(new byte[] {0x17}, LogScript.AAC).config(12_000);
        script.tracks(LogScript.AVC, LogScript.AAC).play(12_000, 20_000, 40, 2_000);

        List<Cut> cuts = cuts(script);

        assertThat(durations(cuts)).containsExactly(6_000, 6_000, 6_000);
        assertThat(discontinuities(cuts)).isZero();
    }

    private static long discontinuities(List<Cut> cuts) {
        return cuts.stream()
                .filter(cut -> cut instanceof Cut.Media media && media.discontinuity())
                .count();
    }

    @Test
    void cut_audioOnly_atAnyFramePastTarget() {
        LogScript script = new LogScript(1).tracks(null, LogScript.AAC).epoch().config(0);
        List<Cut> cuts = cuts(script.play(0, 16_000, 23, 1));

        assertThat(durations(cuts)).hasSize(3).allSatisfy(ms -> assertThat(ms).isBetween(4_900, 4_923));
        assertThat(cuts.get(0).after().targetDurationS()).isEqualTo(5);
        assertThat(cuts.get(1).after().forced()).isFalse();
    }

    @Test
    void cut_secondTrackWithinTwoSeconds_joinsFirstSegment() {
        LogScript script = new LogScript(1).tracks(LogScript.AVC, null).epoch().play(0, 1_000, 40, 500);
        List<Cut> cuts = cuts(script.tracks(LogScript.AVC, LogScript.AAC).play(1_000, 14_000, 40, 1_000));

        assertThat(durations(cuts)).startsWith(5_000);
        assertThat(((Cut.Media) cuts.get(0)).config().audio()).isEqualTo(LogScript.AAC);
        assertThat(((Cut.Media) cuts.get(1)).discontinuity()).isFalse();
    }

    @Test
    void cut_secondTrackLater_cutsWithDiscontinuity() {
        LogScript script = new LogScript(1).tracks(LogScript.AVC, null).epoch().play(0, 3_000, 40, 1_000);
        List<Cut> cuts = cuts(script.tracks(LogScript.AVC, LogScript.AAC).play(3_000, 14_000, 40, 1_000));

        assertThat(durations(cuts)).startsWith(3_000, 5_000);
        assertThat(((Cut.Media) cuts.get(1)).discontinuity()).isTrue();
        assertThat(((Cut.Media) cuts.get(2)).discontinuity()).isFalse();
    }

    @Test
    void cut_newEpochAndGap_discontinuityAndNowhereElse() {
        LogScript script = begin().play(0, 12_000, 40, 1_000).epoch().play(500, 12_500, 40, 1_000);
        script.gap(3).play(12_500, 24_500, 40, 1_000).epochContinues().play(24_500, 31_000, 40, 1_000);

        List<Boolean> discontinuities = cuts(script).stream()
                .map(cut -> ((Cut.Media) cut).discontinuity())
                .toList();

        assertThat(discontinuities).containsExactly(false, false, false, true, false, false, true, false, false);
    }

    @Test
    void cut_publisherAway_gapEntriesThenEnd() {
        LogScript script = begin().play(0, 7_000, 40, 1_000).gap(0);
        for (int at = 7_000; at <= 21_000; at += 1_000) {
            script.tick(LogScript.WALL_MS + at);
        }
        List<Cut> cuts = cuts(script.end(LogScript.WALL_MS + 21_500));

        assertThat(cuts).hasSize(5);
        assertThat(cuts.subList(2, 4)).allSatisfy(cut -> assertThat(cut).isInstanceOf(Cut.Gap.class));
        assertThat(((Cut.Gap) cuts.get(2)).startMs()).isEqualTo(LogScript.WALL_MS + 7_000);
        assertThat(cuts.get(4)).isInstanceOf(Cut.End.class);
    }

    @Test
    void cut_clockDrifts_programDateTimeFollowsAtACutAndNeverStepsBack() {
        LogScript script = begin().play(0, 10_000, 40, 1_000);
        script.wallAtZero(LogScript.WALL_MS + 700).play(10_000, 20_000, 40, 1_000);
        script.wallAtZero(LogScript.WALL_MS - 5_000).play(20_000, 32_000, 40, 1_000);

        List<Cut> cuts = cuts(script);

        List<Long> starts = cuts.stream()
                .map(cut -> ((Cut.Media) cut).startMs() - LogScript.WALL_MS)
                .toList();
        assertThat(starts).containsExactly(0L, 5_000L, 10_700L, 15_700L, 20_700L, 25_700L);
    }

    @Test
    void cut_timestampsWrapAt32Bits_goesOn() {
        List<Cut> cuts = cuts(begin().play(-8_000, 8_000, 40, 1_000));

        assertThat(durations(cuts)).containsExactly(5_000, 5_000, 5_000);
        assertThat(cuts).noneMatch(cut -> ((Cut.Media) cut).discontinuity());
    }
}
