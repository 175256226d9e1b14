package io.weir.audit;

import io.weir.audit.Finding.Kind;
import io.weir.name.SegmentName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the books of an audit. What lies outside the asked time is not written down. */
final class Ledger {
    private static final long HOUR_MS = 3_600_000;

    private final long fromMs;
    private final long toMs;
    private final Retained retained;
    private final Counts all = new Counts();
    private final NavigableMap<Long, HourBook> hours = new TreeMap<>();
    private final Map<String, LeftOutBook> leftOut = new LinkedHashMap<>();
    private final List<AuditReport.Unchecked> unchecked = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private long gapCount;
    private long findingCount;
    private boolean firstSoundsUnsure;
    private @Nullable Long pendingSinceMs;
    private @Nullable Long removedFromMs;
    private long removedUntilMs;

    // Of the segment that is being matched.
    private final Map<Kind, Long> wrong = new EnumMap<>(Kind.class);
    private final List<LogFrame> ends = new ArrayList<>();
    private long lostPictures;
    private long lostSounds;

    private static final class HourBook {
        final Counts counts = new Counts();
        final Set<String> causes = new LinkedHashSet<>();
        long gaps;
        long gapMs;
        long missing;
    }

    private static final class LeftOutBook {
        long tags;
        long firstMs;
    }

    /**
     * Empty books.
     *
     * @param fromMs wall clock of the first frame that counts
     * @param toMs of the first that counts no more
     */
    Ledger(long fromMs, long toMs, Retained retained) {
        this.fromMs = fromMs;
        this.toMs = toMs;
        this.retained = retained;
    }

    private boolean counts(long atMs) {
        return atMs >= fromMs && atMs < toMs;
    }

    private HourBook hour(long atMs) {
        return hours.computeIfAbsent(Math.floorDiv(atMs, HOUR_MS) * HOUR_MS, ms -> new HourBook());
    }

    void found(LogFrame frame) {
        if (counts(frame.atMs())) {
            all.found++;
            hour(frame.atMs()).counts.found++;
        }
    }

    void pending(LogFrame frame) {
        if (counts(frame.atMs())) {
            all.pending++;
            pendingSinceMs = pendingSinceMs == null ? Long.valueOf(frame.atMs()) : pendingSinceMs;
            hour(frame.atMs()).counts.pending++;
        }
    }

    void leftOut(String reason, int tags, long atMs) {
        if (counts(atMs)) {
            all.leftOut += tags;
            hour(atMs).counts.leftOut += tags;
            LeftOutBook book = leftOut.computeIfAbsent(reason, key -> new LeftOutBook());
            book.firstMs = book.tags == 0 ? atMs : book.firstMs;
            book.tags += tags;
        }
    }

    /** The log's first sounds cannot be told from those before them. */
    void firstSoundsAreUnsure() {
        firstSoundsUnsure = true;
    }

    /**
     * A frame is in no segment.
     *
     * @param first whether none of its track was found before it
     * @param nextMsn of the segment that was found next; {@link Long#MAX_VALUE} for none
     */
    void missing(LogFrame frame, boolean first, long nextMsn) {
        if (!counts(frame.atMs())) {
            return;
        }
        Counts hour = hour(frame.atMs()).counts;
        if (first && retained.mayHaveRemoved(frame.atMs(), nextMsn)) {
            all.removed++;
            removedFromMs = removedFromMs == null ? Long.valueOf(frame.atMs()) : removedFromMs;
            removedUntilMs = frame.atMs();
            hour.removed++;
        } else if (first && firstSoundsUnsure && !frame.video()) {
            all.unsure++;
            hour.unsure++;
        } else {
            all.lost++;
            hour.lost++;
            lostPictures += frame.video() ? 1 : 0;
            lostSounds += frame.video() ? 0 : 1;
            if (ends.size() == 2) {
                ends.remove(1);
            }
            ends.add(frame);
        }
    }

    void doubled(SegmentPlace place) {
        if (counts(place.name().startMs())) {
            all.doubled++;
            hour(place.name().startMs()).counts.doubled++;
            wrong.merge(Kind.DOUBLED, 1L, Long::sum);
        }
    }

    void foreign(SegmentPlace place) {
        if (counts(place.name().startMs())) {
            all.foreign++;
            hour(place.name().startMs()).counts.foreign++;
            wrong.merge(Kind.FOREIGN, 1L, Long::sum);
        }
    }

    void mistimed(LogFrame frame, SegmentPlace place) {
        if (counts(frame.atMs())) {
            all.mistimed++;
            hour(frame.atMs()).counts.mistimed++;
            wrong.merge(Kind.MISTIMED, 1L, Long::sum);
        }
    }

    /** A frame of a segment is from before the log's beginning; whether it is right nobody can tell. */
    void beforeTheLog(SegmentPlace place) {}

    /** A segment has been read. */
    void segment(SegmentName name) {
        if (counts(name.startMs())) {
            all.segments++;
            hour(name.startMs()).counts.segments++;
        }
    }

    /** What was found while a segment was matched is told. */
    void endOfSegment(SegmentPlace place) {
        tellLost("in no segment up to number " + place.name().msn());
        wrong.forEach((kind, frames) -> tell(new Finding(
                kind,
                place.name().startMs(),
                place.name().fileName(),
                frames,
                switch (kind) {
                    case DOUBLED -> frames + " frames of it are in a segment already";
                    case FOREIGN -> frames + " frames of it were never acknowledged";
                    default -> frames + " frames of it are not at the time that the log says";
                })));
        wrong.clear();
    }

    /** No segment is left. */
    void endOfSegments() {
        tellLost("in no segment, and no segment follows");
    }

    private void tellLost(String where) {
        if (ends.isEmpty()) {
            return;
        }
        LogFrame first = ends.get(0);
        long last = ends.get(ends.size() - 1).offset();
        tell(new Finding(
                Kind.LOST,
                first.atMs(),
                null,
                lostPictures + lostSounds,
                lostPictures + " pictures and " + lostSounds + " sound frames, of the log's offsets "
                        + Math.min(first.offset(), last) + " to " + Math.max(first.offset(), last) + ", are " + where));
        ends.clear();
        lostPictures = 0;
        lostSounds = 0;
    }

    /** Something is wrong with an object. */
    void segmentFault(Kind kind, SegmentName name, String text) {
        if (counts(name.startMs())) {
            all.segmentFaults++;
            hour(name.startMs()).counts.segmentFaults++;
            tell(new Finding(kind, name.startMs(), name.fileName(), 0, text));
        }
    }

    private void tell(Finding finding) {
        findingCount++;
        if (findings.size() < AuditReport.MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    void gap(Gap gap) {
        Long until = gap.untilMs();
        if (gap.fromMs() >= toMs || (until != null && until < fromMs)) {
            return;
        }
        gapCount++;
        if (gaps.size() < AuditReport.MAX_GAPS) {
            gaps.add(gap);
        }
        HourBook hour = hour(Math.max(gap.fromMs(), fromMs));
        hour.gaps++;
        hour.gapMs += until == null ? 0 : Math.max(0, until - gap.fromMs());
        hour.missing += gap.frames();
        if (hour.causes.size() < AuditReport.MAX_GAPS) {
            hour.causes.addAll(gap.causes());
        }
    }

    /** Of that time nothing can be said. */
    void unchecked(long from, @Nullable Long until, String why) {
        unchecked.add(new AuditReport.Unchecked(from, until, why));
    }

    AuditReport report(String stream, @Nullable Long askedFromMs, @Nullable Long askedToMs) {
        if (removedFromMs != null) {
            unchecked(removedFromMs, removedUntilMs, "the store's retention may have removed it");
        }
        List<AuditReport.LeftOut> reasons = new ArrayList<>();
        leftOut.forEach((reason, book) -> reasons.add(new AuditReport.LeftOut(reason, book.tags, book.firstMs)));
        TreeMap<Long, AuditReport.Hour> rows = new TreeMap<>();
        hours.forEach((ms, book) -> rows.put(
                ms, new AuditReport.Hour(book.counts, book.gaps, book.gapMs, book.missing, List.copyOf(book.causes))));
        return new AuditReport(
                stream,
                askedFromMs,
                askedToMs,
                all,
                pendingSinceMs,
                List.copyOf(unchecked),
                List.copyOf(reasons),
                List.copyOf(gaps),
                gapCount,
                List.copyOf(findings),
                findingCount,
                rows);
    }
}
