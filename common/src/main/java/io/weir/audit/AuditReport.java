package io.weir.audit;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found. Times are wall clock in ms.
 *
 * @param fromMs what was asked for; null for the log's beginning
 * @param toMs likewise; null for its end
 * @param pendingSinceMs when the first frame was taken that is not cut yet; null if all are
 * @param unchecked what could not be checked, and why
 * @param leftOut tags that are in no segment by rule
 * @param gaps the first ones
 * @param gapCount how many there are
 * @param findings the first ones
 * @param findingCount how many there are
 * @param hours by the hour's first ms
 */
public record AuditReport(
        String stream,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        Counts counts,
        @Nullable Long pendingSinceMs,
        List<Unchecked> unchecked,
        List<LeftOut> leftOut,
        List<Gap> gaps,
        long gapCount,
        List<Finding> findings,
        long findingCount,
        SortedMap<Long, Hour> hours) {
    /** Of {@link #gaps}, and of an hour's causes. */
    static final int MAX_GAPS = 1_000;

    /** Of {@link #findings}. */
    static final int MAX_FINDINGS = 100;

    /** How an audit ends. */
    public enum Verdict {
        /** All acknowledged frames are in exactly one segment, or not cut yet. */
        OK,
        /** Something is lost, doubled, foreign or cannot be read. */
        FAULTY,
        /** There was nothing to be checked. */
        UNCHECKED
    }

    /**
     * A time of which nothing can be said.
     *
     * @param untilMs null where it has no end yet
     */
    public record Unchecked(long fromMs, @Nullable Long untilMs, String why) {}

    /** Tags that are in no segment by rule. */
    public record LeftOut(String reason, long tags, long firstMs) {}

    /**
     * An hour.
     *
     * @param gaps that begin in it
     * @param gapMs how long those of them are that have ended
     * @param missing frames that its gaps tell of
     * @param causes of its gaps, each once
     */
    public record Hour(Counts counts, long gaps, long gapMs, long missing, List<String> causes) {
        /** What is to be said of the hour. */
        public Verdict verdict() {
            return AuditReport.verdict(counts);
        }
    }

    /** What is to be said of all. */
    public Verdict verdict() {
        return verdict(counts);
    }

    private static Verdict verdict(Counts counts) {
        if (counts.isFaulty()) {
            return Verdict.FAULTY;
        }
        return counts.found() > 0 ? Verdict.OK : Verdict.UNCHECKED;
    }
}
