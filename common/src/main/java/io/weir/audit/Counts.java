package io.weir.audit;

/** What was counted, of an hour or of all. Frames are pictures and sound frames. */
public final class Counts {
    long found;
    long pending;
    long lost;
    long removed;
    long unsure;
    long leftOut;
    long doubled;
    long foreign;
    long mistimed;
    long segments;
    long segmentFaults;

    Counts() {}

    /** Frames of the log that count and that segments carry. */
    public long acknowledged() {
        return found + pending + lost + removed + unsure;
    }

    /** Those that are in exactly one segment. */
    public long found() {
        return found;
    }

    /** Those of the log's end, which is not cut yet. */
    public long pending() {
        return pending;
    }

    /** Those that are in no segment, and should be. */
    public long lost() {
        return lost;
    }

    /** Those whose segments the store's own retention may have removed. */
    public long removed() {
        return removed;
    }

    /** Those at the beginning of which nobody can tell whether a segment has them. */
    public long unsure() {
        return unsure;
    }

    /** Tags that are in no segment by rule; not among the acknowledged frames. */
    public long leftOut() {
        return leftOut;
    }

    /** Frames that are in segments once more. */
    public long doubled() {
        return doubled;
    }

    /** Frames in segments that the log does not have. */
    public long foreign() {
        return foreign;
    }

    /** Found frames at another time than the log says. */
    public long mistimed() {
        return mistimed;
    }

    /** Segments that were read. */
    public long segments() {
        return segments;
    }

    /** Whether something is wrong. */
    public boolean isFaulty() {
        return lost > 0 || doubled > 0 || foreign > 0 || mistimed > 0 || segmentFaults > 0;
    }
}
