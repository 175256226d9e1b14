package io.weir.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.LogScript;
import io.weir.cut.Mark;
import io.weir.cut.TrackConfig;
import io.weir.hls.MediaSegment;
import io.weir.kafka.KafkaSettings;
import io.weir.name.SegmentName;
import io.weir.ts.TsState;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextRecordTest {
    private static final String TOPIC = "topic";
    private static final TrackConfig CONFIG = new TrackConfig(LogScript.AVC, LogScript.AAC);

    private int targetDurationS = 6;
    private long nowMs = LogScript.WALL_MS + 999;

    private CutState state(boolean discontinuity) {
        return new CutState(
                Mark.start(4),
                null,
                CONFIG,
                CONFIG,
                targetDurationS,
                false,
                discontinuity,
                0,
                nowMs,
                TsState.initial(),
                null);
    }

    private Accepted segment(@Nullable Accepted last, int durationMs, boolean discontinuity) {
        long startMs = nowMs;
        nowMs += durationMs;
        Cut.Media cut = new Cut.Media(
                startMs, durationMs, discontinuity, ByteBuffer.allocate(6_000), null, CONFIG, 25_000, 0, state(false));
        long msn = NextRecord.msn(last, cut);
        return accepted(NextRecord.segment(last, TOPIC, cut, NextRecord.name(cut, msn, null)));
    }

    private Accepted gap(Accepted last) {
        long startMs = nowMs;
        nowMs += targetDurationS * 1000L;
        return accepted(NextRecord.gap(last, TOPIC, new Cut.Gap(startMs, targetDurationS * 1000, state(true))));
    }

    private Accepted ended(Accepted last) {
        return accepted(NextRecord.ended(last, TOPIC, new Cut.End(nowMs + 5, state(true))));
    }

    private static Accepted accepted(IndexRecord record) {
        return new Accepted(record, Accepted.hash(record.encode()));
    }

    private Accepted segments(@Nullable Accepted last, int count, int durationMs, int discontinuityEvery) {
        Accepted next = last;
        for (int i = 0; i < count; i++) {
            next = segment(next, durationMs, discontinuityEvery > 0 && i % discontinuityEvery == 0);
        }
        if (next == null) {
            throw new IllegalArgumentException("no segments");
        }
        return next;
    }

    @Test
    void segment_fragmented_nameAndEntryTellTheInit() {
        ByteBuffer init = ByteBuffer.wrap(new byte[] {'a', 'b', 'c'});
        Cut.Media cut =
                new Cut.Media(nowMs, 6_000, false, ByteBuffer.allocate(6_000), init, CONFIG, 25_000, 0, state(false));
        SegmentName name = NextRecord.name(cut, 17, null);
        IndexRecord record = NextRecord.segment(null, TOPIC, cut, name);

        assertThat(name.fileName()).endsWith("_17_6000_iba7816bf8f01cfea.m4s");
        assertThat(record.window().get(0).map()).isEqualTo("init_ba7816bf8f01cfea.mp4");
        assertThat(gap(accepted(record)).record().window().get(1).map()).isNull();
    }

    @Test
    void msn_withoutAPast_wallClockSeconds() {
        Accepted first = segment(null, 6_000, false);

        assertThat(first.record().msn()).isEqualTo(LogScript.WALL_MS / 1000);
        assertThat(first.record().predecessor()).isEmpty();
        assertThat(segment(first, 6_000, false).record().msn()).isEqualTo(LogScript.WALL_MS / 1000 + 1);
    }

    @Test
    void segment_next_namesItsPredecessor() {
        Accepted first = segment(null, 6_000, false);

        assertThat(segment(first, 6_000, false).record().predecessor()).isEqualTo(first.hash());
    }

    @Test
    void segment_shortTargetDuration_windowHoldsSixtySeconds() {
        targetDurationS = 2;

        assertThat(segments(null, 40, 2_000, 0).record().window()).hasSize(30);
    }

    @Test
    void segment_hundredsOfTinySegments_windowAndRecordAreBounded() {
        Accepted last = segments(null, 2_000, 40, 1);

        assertThat(last.record().window()).hasSize(NextRecord.MAX_WINDOW_ENTRIES);
        assertThat(last.record().discontinuitySequence()).isEqualTo(2_000 - NextRecord.MAX_WINDOW_ENTRIES);
        assertThat(last.record().encode()).hasSizeLessThan(KafkaSettings.MAX_INDEX_RECORD_BYTES / 4);
    }

    @Test
    void segment_longTargetDuration_windowHoldsSixOfThem() {
        targetDurationS = 12;

        assertThat(segments(null, 20, 12_000, 0).record().window()).hasSize(6);
    }

    @Test
    void segment_discontinuityLeavesTheWindow_counted() {
        Accepted last = segments(null, 25, 6_000, 5);

        // Of those at 0, 5, 10, 15, 20 the window of ten, from 15 on, has two.
        assertThat(last.record().window()).hasSize(10);
        assertThat(last.record().discontinuitySequence()).isEqualTo(3);
        assertThat(last.record().window())
                .filteredOn(MediaSegment::discontinuity)
                .hasSize(2);
    }

    @Test
    void gap_entry_isAGapWithANumberOfItsOwn() {
        Accepted last = segments(null, 2, 6_000, 0);
        IndexRecord gap = gap(last).record();

        assertThat(gap.kind()).isEqualTo(IndexRecord.Kind.GAP);
        assertThat(gap.msn()).isEqualTo(last.record().msn() + 1);
        assertThat(gap.window().get(2).gap()).isTrue();
        assertThat(gap.window().get(2).durationMs()).isEqualTo(6_000);
    }

    @Test
    void ended_stream_keepsItsWindowAndSaysWhen() {
        Accepted last = segments(null, 3, 6_000, 0);
        IndexRecord ended = ended(last).record();

        assertThat(ended.ended()).isTrue();
        assertThat(ended.endedMs()).isEqualTo(nowMs + 5);
        assertThat(ended.window()).isEqualTo(last.record().window());
        assertThat(ended.msn()).isEqualTo(last.record().msn() + 1);
    }

    @Test
    void segment_afterFinal_emptyWindowAndSequencesGoOn() {
        Accepted end = ended(segments(null, 7, 6_000, 2));
        IndexRecord back = segment(end, 6_000, true).record();

        assertThat(back.window()).hasSize(1);
        assertThat(back.msn()).isEqualTo(end.record().msn() + 1);
        assertThat(back.discontinuitySequence()).isEqualTo(end.record().discontinuitySequence() + 4);
        assertThat(back.endedMs()).isZero();
    }

    @Test
    void skip_liveStream_isAGapWithItsCauseAndReadsOnBehind() {
        Accepted last = segments(null, 2, 6_000, 0);
        IndexRecord skip = NextRecord.skip(last, "other", 77, "expired");

        assertThat(skip.kind()).isEqualTo(IndexRecord.Kind.SKIP);
        assertThat(skip.cause()).isEqualTo("expired");
        assertThat(skip.topicId()).isEqualTo("other");
        assertThat(skip.msn()).isEqualTo(last.record().msn() + 1);
        assertThat(skip.window().get(2).gap()).isTrue();
        assertThat(skip.checkpoint().mark().offset()).isEqualTo(77);
        assertThat(skip.checkpoint().discontinuity()).isTrue();
    }

    @Test
    void skip_endedStream_staysEnded() {
        Accepted end = ended(segments(null, 2, 6_000, 0));
        IndexRecord skip = NextRecord.skip(end, TOPIC, 77, "expired");

        assertThat(skip.ended()).isTrue();
        assertThat(skip.endedMs()).isEqualTo(end.record().endedMs());
        assertThat(skip.window()).isEqualTo(end.record().window());
        assertThat(skip.checkpoint().mark().offset()).isEqualTo(77);
    }

    @Test
    void decode_everyKind_equalRecordAndEqualBytes() throws IOException {
        Accepted last = segments(null, 12, 6_000, 3);
        for (IndexRecord record : new IndexRecord[] {
            last.record(), gap(last).record(), ended(last).record(), NextRecord.skip(last, TOPIC, 9, "lost")
        }) {
            byte[] bytes = record.encode();
            IndexRecord read = IndexRecord.decode(bytes);

            assertThat(read).isEqualTo(record);
            assertThat(read.encode()).isEqualTo(bytes);
            assertThat(Accepted.of(bytes).hash()).isEqualTo(Accepted.hash(read.encode()));
        }
    }
}
