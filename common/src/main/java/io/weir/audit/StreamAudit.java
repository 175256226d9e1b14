package io.weir.audit;

import io.weir.audit.media.BrokenSegmentException;
import io.weir.audit.media.FoundSegment;
import io.weir.cut.Mark;
import io.weir.hls.MediaSegment;
import io.weir.index.IndexRecord;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.storage.ObjectStore;
import io.weir.storage.StoredSegment;
import io.weir.storage.StreamSegments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Audits a stream: reads its log and its segments side by side, and finds each frame of the one in the other.
 *
 * <p>In memory are one object of the store, the names of an hour, and at most {@value TrackMatcher#MAX_AHEAD} frames of each track
 * that wait for their segment, as hashes. Blocks; for one thread and one audit.
 */
public final class StreamAudit {
    /** A log's clock and a segment's date may differ by so much. */
    private static final long SLACK_MS = 60_000;

    /** Media that begins so long before the log's first frame is not of this log. */
    private static final long CLOCK_MS = 1_000;

    private final Request request;
    private final Ledger ledger;
    private final Breaks breaks;
    private final LogFrames frames;
    private final FrameMatcher matcher;
    private final SegmentReader reader;
    private final Map<Long, MediaSegment> window = new HashMap<>();
    private final Set<Long> missing = new HashSet<>();
    private long lastMsn = -1;

    /**
     * What is to be audited.
     *
     * @param fromMs wall clock of the first frame that counts; null for the log's beginning
     * @param toMs of the first that counts no more; null for the log's end
     * @param log what the source gives
     * @param whole whether that is the whole log, from offset 0
     * @param topicId of the log's topic
     * @param latest the index's latest record of the stream; null if there is none
     */
    public record Request(
            StreamName stream,
            @Nullable Long fromMs,
            @Nullable Long toMs,
            LogSource log,
            boolean whole,
            String topicId,
            @Nullable IndexRecord latest,
            ObjectStore store,
            Retained retained) {
        long from() {
            return fromMs == null ? Long.MIN_VALUE : fromMs;
        }

        long to() {
            return toMs == null ? Long.MAX_VALUE : toMs;
        }
    }

    private StreamAudit(Request request) {
        this.request = request;
        ledger = new Ledger(request.from(), request.to(), request.retained());
        breaks = new Breaks(ledger::gap);
        frames = new LogFrames(request.log(), mark(request), ledger, breaks);
        matcher = new FrameMatcher(frames, ledger);
        reader = new SegmentReader(request.store(), request.stream());
    }

    /** Nothing of another topic than the index's is cut yet. */
    private static @Nullable Mark mark(Request request) {
        IndexRecord latest = request.latest();
        return latest == null || !latest.topicId().equals(request.topicId())
                ? null
                : latest.checkpoint().mark();
    }

    /**
     * Audits.
     *
     * @throws AuditException if log or store cannot be read
     * @throws io.weir.storage.StorageException if the store cannot be listed
     */
    public static AuditReport run(Request request) {
        return new StreamAudit(request).run();
    }

    private AuditReport run() {
        LogFrame first = frames.first();
        IndexRecord latest = request.latest();
        if (first != null && latest != null) {
            beforeTheLog(first);
            segments(first, latest);
            skipped(latest);
        }
        frames.finish(matcher::add);
        matcher.finish();
        breaks.finish();
        return ledger.report(request.stream().toString(), request.fromMs(), request.toMs());
    }

    private void beforeTheLog(LogFrame first) {
        StoredSegment earliest = new StreamSegments(request.store(), request.stream(), 0).next();
        if (earliest != null) {
            long fromMs = Math.max(earliest.name().startMs(), request.from());
            if (fromMs < first.atMs() - CLOCK_MS) {
                ledger.unchecked(fromMs, first.atMs(), "the log no longer holds it");
            }
        }
    }

    /** The latest record may be one that tells of a loss in the log. */
    private void skipped(IndexRecord latest) {
        if (!latest.cause().isEmpty() && !latest.window().isEmpty()) {
            MediaSegment entry = latest.window().get(latest.window().size() - 1);
            long untilMs = entry.startMs() + entry.durationMs();
            ledger.gap(new Gap(entry.startMs(), untilMs, 0, List.of("the index has skipped: " + latest.cause())));
        }
    }

    private void segments(LogFrame first, IndexRecord latest) {
        for (MediaSegment entry : latest.window()) {
            window.put(entry.msn(), entry);
            if (!entry.gap() && entry.startMs() >= first.atMs() - SLACK_MS) {
                missing.add(entry.msn());
            }
        }
        StreamSegments stored = new StreamSegments(request.store(), request.stream(), first.atMs() - SLACK_MS);
        List<StoredSegment> sameNumber = new ArrayList<>();
        StoredSegment next = stored.next();
        while (next != null && !isDone(next)) {
            sameNumber.add(next);
            StoredSegment after = stored.next();
            if (after == null || after.name().msn() != next.name().msn()) {
                number(sameNumber, first, latest);
                sameNumber.clear();
            }
            next = after;
        }
        if (next == null) {
            missing.forEach(msn -> missing(window.get(msn)));
        }
    }

    private boolean isDone(StoredSegment next) {
        return next.name().startMs() >= request.to() && matcher.isDoneUntil(request.to());
    }

    private void missing(@Nullable MediaSegment entry) {
        SegmentName name = entry == null ? null : SegmentName.parse(entry.name());
        if (name != null) {
            ledger.segmentFault(Finding.Kind.MISSING, name, "the index names it, and the store does not have it");
        }
    }

    /** Reads the segments of one number: the one that the index names comes first, so the others are the ones too many. */
    private void number(List<StoredSegment> segments, LogFrame first, IndexRecord latest) {
        long msn = segments.get(0).name().msn();
        if (msn > latest.msn()) {
            return; // cut since the audit began
        }
        MediaSegment named = window.get(msn);
        segments.sort(Comparator.comparing((StoredSegment one) -> !isNamed(one, named))
                .thenComparing(one -> one.name().conflict() == null));
        if (isNamed(segments.get(0), named)) {
            missing.remove(msn);
        }
        boolean followsHole = lastMsn < 0 || msn > lastMsn + 1;
        for (StoredSegment segment : segments) {
            if (segment.name().startMs() + segment.name().durationMs() >= first.atMs() - SLACK_MS) {
                if (named != null && !isNamed(segment, named)) {
                    ledger.segmentFault(
                            Finding.Kind.STRAY, segment.name(), "the index names another segment of its number");
                }
                boolean earlier = !request.whole() || segment.name().startMs() < first.atMs() - CLOCK_MS;
                segment(segment, new SegmentPlace(segment.name(), followsHole, earlier));
                followsHole = false;
                lastMsn = msn;
            }
        }
    }

    private static boolean isNamed(StoredSegment segment, @Nullable MediaSegment entry) {
        return entry != null && entry.name().equals(segment.name().fileName());
    }

    private void segment(StoredSegment segment, SegmentPlace place) {
        ledger.segment(segment.name());
        try {
            FoundSegment found = reader.read(segment);
            if (found == null) {
                matcher.passOver(); // removed since it was listed
            } else {
                matcher.match(found, place);
            }
        } catch (BrokenSegmentException e) {
            ledger.segmentFault(Finding.Kind.UNREADABLE, segment.name(), String.valueOf(e.getMessage()));
            matcher.passOver();
        }
    }
}
