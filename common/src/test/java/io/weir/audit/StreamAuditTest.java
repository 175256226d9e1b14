package io.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.audit.AuditReport.Verdict;
import io.weir.audit.Finding.Kind;
import io.weir.cut.LogScript;
import io.weir.log.Claim;
import io.weir.log.LogRecord;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.name.SegmentName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamAuditTest {
    private static final int RUN = 5;

    private static LogScript publication() {
        return new LogScript(5).tracks(LogScript.AVC, LogScript.AAC).epoch();
    }

    private static AuditedStream minute() {
        return AuditedStream.of(publication().play(0, 60_000, 40, 2_000).end(LogScript.WALL_MS + 60_000), RUN);
    }

    private static LogRecord with(LogRecord record, TagKey key, byte[] value) {
        return new LogRecord(record.offset(), key, value);
    }

    @Test
    void run_wholeStream_everyFrameIsFoundInItsHour() {
        AuditedStream stream = minute();

        AuditReport report = stream.audit();

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.findings()).isEmpty();
        assertThat(report.unchecked()).isEmpty();
        assertThat(report.counts().found()).isEqualTo(60_000 / 40 + 59_960 / 23 + 1);
        assertThat(report.hours()).hasSize(1);
        assertThat(report.hours().get(LogScript.WALL_MS / 3_600_000 * 3_600_000))
                .isNotNull()
                .satisfies(hour -> assertThat(hour.counts().found())
                        .isEqualTo(report.counts().found()));
    }

    @Test
    void run_segmentIsMissing_itsFramesAreLost() {
        AuditedStream whole = minute();
        AuditedStream stream = minute();
        stream.remove(4);

        AuditReport report = stream.audit();

        assertThat(report.verdict()).isEqualTo(Verdict.FAULTY);
        assertThat(report.counts().lost()).isPositive();
        assertThat(report.counts().found() + report.counts().lost())
                .isEqualTo(whole.audit().counts().found());
        assertThat(report.findings()).extracting(Finding::kind).contains(Kind.LOST, Kind.MISSING);
        assertThat(report.findings())
                .filteredOn(finding -> finding.kind() == Kind.MISSING)
                .extracting(Finding::segment)
                .containsExactly(stream.segments.get(4).fileName());
    }

    @Test
    void run_logHasARunMoreThanWasCut_thatRunIsLost() {
        List<LogRecord> log = new ArrayList<>(minute().log);
        int middle = log.size() / 2;
        while (log.get(middle).key().kind() != RecordKind.TAGS) {
            middle++;
        }
        // The cutter sees the run as one of no media.
        LogRecord run = log.get(middle);
        List<LogRecord> cut = new ArrayList<>(log);
        cut.set(middle, with(run, run.key(), new byte[0]));
        AuditedStream stream = AuditedStream.of(cut);
        stream.log = log;

        AuditReport report = stream.audit();

        assertThat(report.counts().lost()).isEqualTo(run.key().count());
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.LOST);
            assertThat(finding.text()).contains("offsets " + run.offset() + " to " + run.offset());
        });
    }

    @Test
    void run_cutHasARunMoreThanTheLog_itsFramesAreForeign() {
        AuditedStream stream = minute();
        List<LogRecord> log = new ArrayList<>(stream.log);
        int middle = log.size() / 2;
        while (log.get(middle).key().kind() != RecordKind.TAGS) {
            middle++;
        }
        LogRecord run = log.get(middle);
        log.set(middle, with(run, run.key(), new byte[0]));
        stream.log = log;

        AuditReport report = stream.audit();

        assertThat(report.counts().foreign()).isEqualTo(run.key().count());
        assertThat(report.counts().lost()).isZero();
        assertThat(report.findings()).extracting(Finding::kind).containsOnly(Kind.FOREIGN);
    }

    @Test
    void run_segmentOnceMoreUnderAnotherNumber_itsFramesAreDoubled() {
        AuditedStream stream = minute();
        SegmentName name = stream.segments.get(3);
        SegmentName again = new SegmentName(name.startMs() + 1, name.msn() + 1, name.durationMs(), false, null, null);
        stream.put(again.key(AuditedStream.NAME), ByteBuffer.wrap(stream.bytes(3)));

        AuditReport report = stream.audit();

        assertThat(report.counts().lost()).isZero();
        assertThat(report.counts().doubled()).isPositive();
        assertThat(report.findings()).extracting(Finding::kind).containsExactlyInAnyOrder(Kind.STRAY, Kind.DOUBLED);
    }

    @Test
    void run_twoSegmentsInEachOthersPlace_areFaulty() {
        AuditedStream stream = minute();
        byte[] third = stream.bytes(3);
        stream.replace(3, stream.bytes(4));
        stream.replace(4, third);

        assertThat(stream.audit().verdict()).isEqualTo(Verdict.FAULTY);
    }

    @Test
    void run_objectIsNoSegment_isUnreadable() {
        AuditedStream stream = minute();
        stream.replace(2, "no segment".getBytes(StandardCharsets.UTF_8));

        AuditReport report = stream.audit();

        assertThat(report.findings()).extracting(Finding::kind).contains(Kind.UNREADABLE, Kind.LOST);
    }

    @Test
    void run_framesBehindTheLastCut_arePendingAndNotLost() {
        AuditedStream stream = AuditedStream.of(publication().play(0, 33_000, 40, 2_000), RUN);

        AuditReport report = stream.audit();

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.counts().pending()).isPositive();
        assertThat(report.counts().lost()).isZero();
        assertThat(report.pendingSinceMs()).isBetween(LogScript.WALL_MS + 20_000, LogScript.WALL_MS + 33_000);
    }

    @Test
    void run_nothingIsCut_nothingIsChecked() {
        AuditedStream stream = AuditedStream.of(publication().play(0, 1_000, 40, 2_000), RUN);

        AuditReport report = stream.audit();

        assertThat(report.verdict()).isEqualTo(Verdict.UNCHECKED);
        assertThat(report.counts().pending()).isEqualTo(report.counts().acknowledged());
    }

    @Test
    void run_gapInTheLog_isToldWithCauseCountAndLength() {
        AuditedStream plain = AuditedStream.of(
                publication().play(0, 20_000, 40, 2_000).gap(17).play(24_000, 40_000, 40, 2_000), RUN);
        List<LogRecord> log = new ArrayList<>(plain.log);
        log.replaceAll(record -> record.key().kind() == RecordKind.GAP
                ? with(record, record.key(), "the log was away".getBytes(StandardCharsets.UTF_8))
                : record);
        AuditedStream stream = AuditedStream.of(log);

        AuditReport report = stream.audit();

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.causes()).containsExactly("the log was away");
            assertThat(gap.frames()).isEqualTo(17);
            assertThat(gap.untilMs()).isEqualTo(LogScript.WALL_MS + 24_000);
            assertThat(gap.fromMs()).isBetween(LogScript.WALL_MS + 19_700, LogScript.WALL_MS + 20_000);
        });
        assertThat(report.hours().values()).singleElement().satisfies(hour -> {
            assertThat(hour.gaps()).isEqualTo(1);
            assertThat(hour.missing()).isEqualTo(17);
            assertThat(hour.causes()).containsExactly("the log was away");
        });
    }

    @Test
    void run_epochTakenWithoutAWord_tellsWhoTookIt() {
        AuditedStream plain = AuditedStream.of(
                publication().play(0, 20_000, 40, 2_000).epoch().play(20_000, 40_000, 40, 2_000), RUN);
        Claim claim = new Claim(
                "ingest-2",
                Claim.Reason.PUSH,
                7,
                "10.0.0.7:5000",
                new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION),
                null,
                null,
                null);
        List<LogRecord> log = new ArrayList<>(plain.log);
        log.replaceAll(record -> record.key().kind() == RecordKind.CLAIM && record.offset() > 0
                ? with(record, record.key(), claim.encode())
                : record);
        AuditedStream stream = AuditedStream.of(log);

        AuditReport report = stream.audit();

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(String.join("; ", gap.causes()))
                        .contains("broke off without a word")
                        .contains("a push by 10.0.0.7:5000 to ingest-2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 77, 111, 160})
    void run_logHasLostItsBeginning_theRestIsOkAndTheBeginningIsTold(int expired) {
        AuditedStream stream = minute();
        stream.log = stream.log.subList(expired, stream.log.size());

        AuditReport report = stream.audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.unchecked()).singleElement().satisfies(unchecked -> {
            assertThat(unchecked.fromMs()).isEqualTo(LogScript.WALL_MS);
            assertThat(unchecked.why()).isEqualTo("the log no longer holds it");
        });
    }

    @Test
    void run_logHasLostItsBeginningAndASegmentIsMissing_isFaulty() {
        AuditedStream stream = minute();
        stream.log = stream.log.subList(120, stream.log.size());
        stream.remove(6);

        assertThat(stream.audit().counts().lost()).isPositive();
    }

    @Test
    void run_retentionHasRemovedTheFirstSegments_isOkAndTold() {
        AuditedStream stream = AuditedStream.of(publication().play(0, 300_000, 40, 2_000), RUN);
        stream.remove(0);
        stream.remove(1);
        stream.retained =
                new Retained(Long.MIN_VALUE, true, stream.segments.get(10).msn());

        AuditReport report = stream.audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.counts().removed()).isPositive();
        assertThat(report.unchecked())
                .singleElement()
                .satisfies(unchecked -> assertThat(unchecked.why()).contains("retention"));
    }

    @Test
    void run_firstSegmentIsMissingThatRetentionProtects_isFaulty() {
        AuditedStream stream = AuditedStream.of(publication().play(0, 300_000, 40, 2_000), RUN);
        stream.remove(0);
        stream.retained =
                new Retained(Long.MIN_VALUE, true, stream.segments.get(0).msn());

        assertThat(stream.audit().counts().lost()).isPositive();
    }

    @Test
    void run_faultOutsideTheAskedTime_doesNotCount() {
        AuditedStream stream = minute();
        stream.remove(2);
        stream.fromMs = LogScript.WALL_MS + 30_000;
        stream.toMs = LogScript.WALL_MS + 45_000;

        AuditReport report = stream.audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(report.counts().found()).isBetween(15_000L / 40 + 15_000 / 23 - 20, 15_000L / 40 + 15_000 / 23 + 20);
    }

    @Test
    void run_faultWithinTheAskedTime_counts() {
        AuditedStream stream = minute();
        stream.remove(6);
        stream.fromMs = LogScript.WALL_MS + 30_000;
        stream.toMs = LogScript.WALL_MS + 45_000;

        assertThat(stream.audit().verdict()).isEqualTo(Verdict.FAULTY);
    }

    @Test
    void run_hevcInFragments_isOkAndAMissingInitIsUnreadable() {
        LogScript script = new LogScript(6)
                .tracks(LogScript.HEVC, LogScript.AAC)
                .epoch()
                .play(0, 60_000, 40, 2_000)
                .end(LogScript.WALL_MS + 60_000);
        AuditedStream stream = AuditedStream.of(script, RUN);
        assertThat(stream.segments).allMatch(name -> name.init() != null);
        assertThat(stream.audit().findings()).isEmpty();
        assertThat(stream.audit().verdict()).isEqualTo(Verdict.OK);

        stream.store
                .delete(List.of(
                        AuditedStream.NAME + "/init_" + stream.segments.get(0).init() + ".mp4"))
                .join();

        assertThat(stream.audit().findings())
                .extracting(Finding::kind)
                .contains(Kind.UNREADABLE)
                .contains(Kind.LOST);
    }
}
