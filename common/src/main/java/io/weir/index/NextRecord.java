package io.weir.index;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.hls.MediaSegment;
import io.weir.hls.Variant;
import io.weir.name.InitName;
import io.weir.name.SegmentName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record that follows from the one before and a cut. Pure, so that two segmenters that both hold a stream write
 * the same bytes.
 */
public final class NextRecord {
    /** The live window holds at least this much time, ms, */
    static final long MIN_WINDOW_MS = 60_000;

    /** and at least this many target durations. */
    static final int MIN_WINDOW_TARGETS = 6;

    /**
     * and at most so many entries, whatever time they hold: of segments of a second, the shortest that are aimed at, more
     * than four windows. So a record is of some dozen kilobytes at most, and Kafka takes it.
     */
    static final int MAX_WINDOW_ENTRIES = 300;

    private NextRecord() {}

    /** The number of the record that a cut makes. */
    public static long msn(@Nullable Accepted last, Cut cut) {
        if (last != null) {
            return last.record().msn() + 1;
        }
        // Without a past, the clock's seconds: a stream has fewer segments than seconds, so a later beginning is
        // greater.
        return cut instanceof Cut.Media media ? Math.floorDiv(media.startMs(), 1000L) : 0;
    }

    /** The name of the object that holds a segment of that number. */
    public static SegmentName name(Cut.Media cut, long msn, @Nullable String conflict) {
        String init = cut.init() == null ? null : InitName.of(cut.init()).hash();
        return new SegmentName(cut.startMs(), msn, cut.durationMs(), cut.discontinuity(), conflict, init);
    }

    /** The record of a segment that is in the store under the name. */
    public static IndexRecord segment(@Nullable Accepted last, String topicId, Cut.Media cut, SegmentName name) {
        String map = name.init() == null ? null : new InitName(name.init()).fileName();
        MediaSegment entry = new MediaSegment(
                name.msn(), name.fileName(), cut.startMs(), cut.durationMs(), cut.discontinuity(), false, map);
        long bitrate = cut.bytes().remaining() * 8_000L / cut.durationMs();
        int known = last == null || last.record().ended()
                ? 0
                : last.record().variant().bandwidth();
        Variant variant = Variants.of(
                cut.config(), (int) Math.max(known, Math.min(bitrate, Integer.MAX_VALUE)), cut.frameRateMilli());
        return with(last, topicId, IndexRecord.Kind.SEGMENT, cut, entry, variant);
    }

    /** The record of time without media. */
    public static IndexRecord gap(Accepted last, String topicId, Cut.Gap cut) {
        long msn = last.record().msn() + 1;
        SegmentName name = new SegmentName(cut.startMs(), msn, cut.durationMs(), false, null, null);
        MediaSegment entry = new MediaSegment(msn, name.fileName(), cut.startMs(), cut.durationMs(), false, true, null);
        return with(
                last, topicId, IndexRecord.Kind.GAP, cut, entry, last.record().variant());
    }

    /** The record of the stream's end: the window stays as it was. */
    public static IndexRecord ended(Accepted last, String topicId, Cut.End cut) {
        IndexRecord before = last.record();
        return new IndexRecord(
                IndexRecord.VERSION,
                IndexRecord.Kind.FINAL,
                before.msn() + 1,
                last.hash(),
                topicId,
                before.targetDurationS(),
                before.discontinuitySequence(),
                before.independentSegments(),
                before.window(),
                before.variant(),
                cut.endedMs(),
                "",
                cut.after());
    }

    /**
     * The record of a loss in the log: reading goes on at {@code offset} of the topic. In the window it is a gap, for a
     * number without an entry would shift those that follow it.
     */
    public static IndexRecord skip(Accepted last, String topicId, long offset, String cause) {
        IndexRecord before = last.record();
        int gapMs = before.ended() ? 0 : before.targetDurationS() * 1000;
        CutState after = before.checkpoint().skipTo(offset, gapMs);
        Cut.Gap gap = new Cut.Gap(before.checkpoint().endMs(), gapMs, after);
        IndexRecord said =
                before.ended() ? ended(last, topicId, new Cut.End(before.endedMs(), after)) : gap(last, topicId, gap);
        return said.withCause(before.ended() ? IndexRecord.Kind.FINAL : IndexRecord.Kind.SKIP, cause);
    }

    private static IndexRecord with(
            @Nullable Accepted last,
            String topicId,
            IndexRecord.Kind kind,
            Cut cut,
            MediaSegment entry,
            Variant variant) {
        int targetDurationS = cut.after().targetDurationS();
        List<MediaSegment> window = new ArrayList<>();
        long discontinuitySequence = 0;
        if (last != null) {
            discontinuitySequence = last.record().discontinuitySequence();
            window.addAll(last.record().window());
        }
        // What came before an end is no part of the new window.
        int keepFrom = last != null && last.record().ended() ? window.size() : 0;
        window.add(entry);
        long minMs = Math.max(MIN_WINDOW_MS, MIN_WINDOW_TARGETS * 1000L * targetDurationS);
        long heldMs = 0;
        for (int i = window.size() - 1; i >= keepFrom; i--) {
            if (heldMs >= minMs || window.size() - 1 - i >= MAX_WINDOW_ENTRIES) {
                keepFrom = i + 1;
                break;
            }
            heldMs += window.get(i).durationMs();
        }
        for (int i = 0; i < keepFrom; i++) {
            discontinuitySequence += window.get(i).discontinuity() ? 1 : 0;
        }
        return new IndexRecord(
                IndexRecord.VERSION,
                kind,
                entry.msn(),
                last == null ? "" : last.hash(),
                topicId,
                targetDurationS,
                discontinuitySequence,
                !cut.after().forced(),
                window.subList(keepFrom, window.size()),
                variant,
                0,
                "",
                cut.after());
    }
}
