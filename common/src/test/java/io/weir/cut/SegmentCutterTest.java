package io.weir.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTag;
import io.weir.flv.FlvTags;
import io.weir.log.LogRecord;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.UnknownSettingsException;
import io.weir.ts.TsInspector;
import io.weir.ts.TsReport;
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
    void accept_muxerVersionOfTheFuture_refusedAfterWhatCameBefore() {
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(CutState.start(0), cuts::add);
        LogScript script = begin().play(0, 1_000, 40, 2_000)
                .muxerVersion(PinnedSettings.MUXER_VERSION + 1)
                .epoch()
                .play(1_000, 9_000, 40, 2_000);

        assertThatThrownBy(() -> script.records(7).forEach(cutter::accept))
                .isInstanceOf(UnknownSettingsException.class)
                .hasMessageContaining("version 2");

        assertThat(durations(cuts)).containsExactly(1_000);
    }

    @Test
    void begin_checkpointOfAnUnknownContainer_refused() {
        CutState known = cuts(begin().play(0, 20_000, 40, 2_000)).get(0).after();
        CutState unknown = new CutState(
                known.mark(),
                new PinnedSettings(6_000, "mkv", PinnedSettings.MUXER_VERSION),
                known.config(),
                known.muxed(),
                known.targetDurationS(),
                known.forced(),
                known.discontinuity(),
                known.pdtOffsetMs(),
                known.endMs(),
                known.ts(),
                known.mp4());

        assertThatThrownBy(() -> new SegmentCutter(unknown, cut -> {}))
                .isInstanceOf(UnknownSettingsException.class)
                .hasMessageContaining("mkv");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -40, -999})
    void cut_eachKeyframeTwice_targetDurationOfTheFirstDistanceThatThereIs(int againLaterMs) {
        LogScript script = begin().keyframesAgain(againLaterMs).play(2_000, 22_000, 40, 2_000);

        List<Cut> cuts = cuts(script);

        assertThat(durations(cuts)).containsExactly(6_000, 6_000, 6_000);
        assertThat(cuts)
                .allSatisfy(cut -> assertThat(cut.after().targetDurationS()).isEqualTo(6));
    }

    @Test
    void cut_firstKeyframeTwiceAndNoOther_notBetweenTheTwo() {
        List<Cut> cuts = cuts(begin().keyframesAgain(0).play(0, 15_000, 40, 60_000));

        assertThat(durations(cuts)).hasSize(1).allSatisfy(ms -> assertThat(ms).isBetween(10_000, 10_499));
    }

    @Test
    void cut_firstKeyframeIsPastTheTarget_targetDurationIsTheLongest() {
        LogScript script = begin().config(0);
        for (int at = 0; at < 6_000; at += 40) {
            script.picture(at);
        }
        List<Cut> cuts = cuts(script.play(6_000, 14_000, 40, 2_000));

        assertThat(durations(cuts)).containsExactly(6_000, 6_000);
        assertThat(cuts)
                .allSatisfy(cut -> assertThat(cut.after().targetDurationS()).isEqualTo(10));
    }

    @Test
    void cut_timesRoundedToMilliseconds_frameRateIsTheAverage() {
        LogScript script = begin();
        for (int frame = 0; frame < 400; frame++) {
            int at = frame * 1_000 / 30;
            if (frame % 60 == 0) {
                script.keyframe(at);
            } else {
                script.picture(at);
            }
        }

        assertThat(media(cuts(script))).extracting(Cut.Media::frameRateMilli).containsExactly(30_000, 30_000);
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
    @ValueSource(ints = {0, 400, 3_000, -3_000})
    void cut_picturesStallForLongAndComeBack_soundBeforeThemIsTold(int soundLaterMs) {
        LogScript script = begin().soundLater(soundLaterMs).play(50_000, 62_000, 40, 2_000);
        for (int at = 62_000; at < 84_000; at += 20) {
            script.sound(at + soundLaterMs);
        }
        script.play(84_000, 96_000, 40, 2_000).end(LogScript.WALL_MS + 96_000);

        List<Cut> cuts = cuts(script);

        assertThat(discontinuities(cuts)).isZero();
        assertThat(durations(cuts).stream().mapToInt(ms -> ms).sum())
                .isBetween(45_900 - Math.abs(soundLaterMs), 46_060 + Math.abs(soundLaterMs));
        assertThat(durations(cuts)).allSatisfy(ms -> assertThat(ms).isBetween(500, 6_499));
        assertThat(framesOf(cuts)).isEqualTo(framesIn(script.records(7)));
    }

    @Test
    void cut_soundComesBeforeTheFirstPicture_inItsSegment() {
        LogScript script = begin().config(0);
        for (int at = 0; at < 1_500; at += 20) {
            script.sound(at);
        }
        List<Cut> cuts = cuts(script.play(1_500, 14_000, 40, 2_000));

        assertThat(durations(cuts)).containsExactly(6_000, 6_000);
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cut_videoConfigurationChanges_cutThereNewPmtVersionAndDiscontinuity(boolean inARun) {
        LogScript script = begin().play(0, 7_000, 40, 1_000).tracks(LogScript.AVC_OTHER, LogScript.AAC);
        if (inARun) {
            script.tag(FlvTag.VIDEO, 7_000, LogScript.AVC_OTHER);
        }

        List<Cut> cuts = cuts(script.play(7_000, 17_500, 40, 1_000));

        assertThat(durations(cuts)).containsExactly(5_000, 2_000, 5_000, 5_000);
        assertThat(cuts)
                .extracting(cut -> ((Cut.Media) cut).discontinuity())
                .containsExactly(false, false, true, false);
        assertThat(cuts)
                .extracting(cut -> ((Cut.Media) cut).config().video())
                .containsExactly(LogScript.AVC, LogScript.AVC, LogScript.AVC_OTHER, LogScript.AVC_OTHER);
        assertThat(cuts)
                .extracting(cut -> TsInspector.inspect(((Cut.Media) cut).bytes())
                        .pmts()
                        .get(0)
                        .version())
                .containsExactly(0, 0, 1, 1);
    }

    @Test
    void cut_scriptTags_ignored() {
        byte[] cuePoint = new byte[3_000];
        LogScript without = begin().play(0, 3_000, 40, 1_000).play(3_000, 12_500, 40, 1_000);
        LogScript with = begin().config(0)
                .tag(FlvTag.SCRIPT, 0, cuePoint)
                .play(0, 3_000, 40, 1_000)
                .tag(FlvTag.SCRIPT, 86_400_000, cuePoint)
                .tag(FlvTag.SCRIPT, 0, new byte[0])
                .play(3_000, 12_500, 40, 1_000);

        List<Cut> cuts = cuts(with);

        assertThat(durations(cuts)).containsExactly(5_000, 5_000);
        assertThat(cuts)
                .extracting(cut -> ((Cut.Media) cut).bytes())
                .isEqualTo(cuts(without).stream()
                        .map(cut -> ((Cut.Media) cut).bytes())
                        .toList());
        assertThat(discontinuities(cuts)).isZero();
    }

    @Test
    void cut_timestampsWrapAt31Bits_oneDiscontinuityAndNoFrameLost() {
        LogScript script = begin().play(0x7FFFFFF0 - 6_000, 0x7FFFFFF0, 40, 1_000)
                .wallAtZero(LogScript.WALL_MS + (1L << 31))
                .play(0x10, 0x10 + 6_000, 40, 1_000)
                .end(LogScript.WALL_MS);

        List<Cut> cuts = cuts(script);

        assertThat(durations(cuts)).containsExactly(5_000, 1_000, 5_000, 1_000);
        assertThat(media(cuts)).extracting(Cut.Media::discontinuity).containsExactly(false, false, true, false);
        assertThat(media(cuts).get(2).startMs()).isEqualTo(LogScript.WALL_MS + (1L << 31) + 0x10);
        assertThat(framesOf(cuts)).isEqualTo(framesIn(script.records(7)));
    }

    @Test
    void cut_timestampsPassTheSignBit_noDiscontinuityAndNoFrameLost() {
        LogScript script = begin().play(0x80000000 - 8_000, 0x80000000, 40, 1_000)
                .wallAtZero(LogScript.WALL_MS + (1L << 32))
                .play(0x80000000, 0x80000000 + 8_000, 40, 1_000)
                .end(LogScript.WALL_MS);

        List<Cut> cuts = cuts(script);

        assertThat(durations(cuts)).containsExactly(5_000, 5_000, 5_000, 1_000);
        assertThat(discontinuities(cuts)).isZero();
        assertThat(media(cuts))
                .extracting(cut -> cut.startMs() - LogScript.WALL_MS - (1L << 31))
                .containsExactly(-8_000L, -3_000L, 2_000L, 7_000L);
        assertThat(framesOf(cuts)).isEqualTo(framesIn(script.records(7)));
    }

    private static List<Cut.Media> media(List<Cut> cuts) {
        return cuts.stream()
                .filter(Cut.Media.class::isInstance)
                .map(Cut.Media.class::cast)
                .toList();
    }

    /** How many pictures and how much sound segments hold. */
    private static List<Integer> framesOf(List<Cut> cuts) {
        int pictures = 0;
        int sounds = 0;
        for (Cut.Media cut : media(cuts)) {
            TsReport report = TsInspector.inspect(cut.bytes());
            pictures += report.vcl().size();
            sounds += report.audioFrames().size();
        }
        return List.of(pictures, sounds);
    }

    /** How many pictures and how much sound the log holds. */
    private static List<Integer> framesIn(List<LogRecord> records) {
        int pictures = 0;
        int sounds = 0;
        for (LogRecord record : records) {
            ByteBuf in = Unpooled.wrappedBuffer(record.value());
            while (record.key().kind() == RecordKind.TAGS && in.isReadable()) {
                boolean video = FlvTags.read(in).type() == FlvTag.VIDEO;
                pictures += video ? 1 : 0;
                sounds += video ? 0 : 1;
            }
        }
        return List.of(pictures, sounds);
    }
}
