package io.weir.index.reader;

import io.weir.index.Accepted;
import io.weir.index.IndexFold;
import io.weir.name.StreamName;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One partition of the index as it is read: its fold, and the place it has reached. Confined to one thread.
 *
 * <p>A reading begins cold, up to where the partition then ended. Where records are missing it is cold again.
 *
 * <p>Compaction may take a stream's record before it is read, for a later one beyond the end that was asked. Such a taking
 * leaves a hole, so a cold reading ends only at an end up to which, since it was asked, no record was missing; else it goes
 * on to the end as it is by then, which all those later records lie before.
 */
final class PartitionReading {
    /** What a record is to those who listen. */
    enum Verdict {
        /** The stream's new latest record. */
        ACCEPTED,
        /** It does not count, and is not the latest one over again. */
        REFUSED,
        /** The latest one over again. */
        REPEATED,
        /** Nothing that is to be told now. */
        PASSED
    }

    private final IndexFold fold = new IndexFold();

    /** Streams whose last record does not count. */
    private final Set<StreamName> refusedLast = new HashSet<>();

    private long position;
    private long coldUntil;
    private boolean holeSinceEndAsked;

    /** A reading that begins at an offset; cold until {@link #beginCold} has told how long. */
    PartitionReading(long position) {
        this.position = position;
    }

    /** The offset to read next. */
    long position() {
        return position;
    }

    /** From now on what is taken may not be the latest, up to the partition's present end. */
    void beginCold(long end) {
        fold.beginCold();
        extendCold(end);
    }

    /** The cold reading goes on to the partition's present end. */
    void extendCold(long end) {
        coldUntil = end;
        holeSinceEndAsked = false;
    }

    boolean isCold() {
        return fold.isCold();
    }

    /** Whether a record of this offset would come behind records that were never read. */
    boolean isBehindHole(long offset) {
        return !fold.isCold() && offset != position;
    }

    /** Passes an offset, whatever its record is. */
    void pass(long offset) {
        holeSinceEndAsked |= offset != position;
        position = offset + 1;
    }

    Verdict accept(StreamName stream, Accepted next) {
        boolean accepted = fold.accept(stream, next);
        Accepted latest = fold.latest(stream);
        boolean other = !accepted && latest != null && !latest.hash().equals(next.hash());
        if (other) {
            refusedLast.add(stream);
        } else {
            refusedLast.remove(stream);
        }
        if (fold.isCold()) {
            return Verdict.PASSED;
        }
        return accepted ? Verdict.ACCEPTED : other ? Verdict.REFUSED : Verdict.REPEATED;
    }

    /** Tells how far the consumer has come; returns whether a cold reading must be told where the partition ends by now. */
    boolean reach(long consumerPosition) {
        if (!fold.isCold() || consumerPosition < coldUntil) {
            return false;
        }
        boolean complete = !holeSinceEndAsked && consumerPosition == position;
        position = consumerPosition;
        if (complete) {
            fold.endCold();
        }
        return !complete;
    }

    /** Every stream's latest record. */
    Map<StreamName, Accepted> all() {
        return fold.all();
    }

    /** The streams whose last record does not count: compaction would keep that one. */
    Set<StreamName> refusedLast() {
        return Set.copyOf(refusedLast);
    }
}
