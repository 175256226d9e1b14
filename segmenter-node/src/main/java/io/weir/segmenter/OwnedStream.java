package io.weir.segmenter;

import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.index.Accepted;
import io.weir.index.NextRecord;
import io.weir.index.Unstored;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that this node cuts: records in, cuts out, which its {@link Announcer} brings to store and index. If another
 * node's record was accepted instead of its own, this one goes on from that.
 *
 * <p>Confined to the loop. What was cut and is not in the index when the stream is let go is left to the next owner, who
 * makes the same of it.
 */
final class OwnedStream {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedStream.class);

    private static final long FIRST_REPEAT_MS = 500;
    private static final long MAX_REPEAT_MS = 60_000;

    private final StreamName name;
    private final LogRange log;
    private final IndexWriter index;
    private final StreamLoop loop;
    private final Announcer announcer;
    private @Nullable Accepted last;
    private SegmentCutter cutter;

    /**
     * How often the latest was written again since it was accepted: two nodes that hold different ones must not write without
     * end.
     */
    private Retry repeats = new Retry(FIRST_REPEAT_MS, MAX_REPEAT_MS);

    private boolean repeatIsDue;

    /** The latest record over again; null unless that was needed since the last one was accepted. */
    private @Nullable RecordAppend repeated;

    private boolean skipping;

    /** Why this node cannot read on; null if it can. */
    private @Nullable String obstacle;

    /** Whether the latest record is not in the index yet, because the index was lost. */
    private boolean indexIsNew;

    /**
     * A stream that is read on from its latest index record.
     *
     * @param log what the topic holds when this begins
     * @param last the index's latest record of the stream; null if there is none
     */
    OwnedStream(
            StreamName name,
            LogRange log,
            @Nullable Accepted last,
            ObjectStore store,
            IndexWriter index,
            Remaker remaker,
            StreamLoop loop,
            PutSlots slots) {
        this.name = name;
        this.log = log;
        this.index = index;
        this.loop = loop;
        this.last = last;
        CutState start = CutState.start(log.begin());
        this.announcer = new Announcer(name, log.topicId(), start, store, index, remaker, loop, slots);
        this.cutter = new SegmentCutter(start, announcer::add);
    }

    /**
     * Takes up the reading where the index, or the topic's beginning, says.
     *
     * @param refusedLast whether the last record that the index holds of the stream does not count
     */
    void start(boolean refusedLast) {
        start();
        if (refusedLast) {
            onRefused();
        }
    }

    private void start() {
        if (last == null) {
            CutState begin = CutState.start(log.begin());
            announcer.begin(begin);
            cutter = new SegmentCutter(begin, announcer::add);
            loop.seek(log.begin());
            return;
        }
        long offset = last.record().checkpoint().mark().offset();
        boolean sameTopic = last.record().topicId().equals(log.topicId());
        if (sameTopic && offset < log.begin()) {
            skip(last, log.begin(), "offsets " + offset + " to " + log.begin() + " are no longer in the log");
        } else if (sameTopic && offset > log.end()) {
            skip(last, log.end(), "the log ends at " + log.end() + ", before offset " + offset);
        } else {
            goOnFrom(last);
        }
    }

    /** Whether there is room for more records. */
    boolean isReady() {
        return !skipping && obstacle == null && !announcer.isFull();
    }

    /** Whether cuts are on their way. */
    boolean hasPending() {
        return announcer.hasPending();
    }

    /** Bytes of media in the open segment. */
    long openBytes() {
        return cutter.openBytes();
    }

    /** Bytes of segments on their way. */
    long pendingBytes() {
        return announcer.bytes();
    }

    /** Whether all that was read is in index and store, or is nothing to be cut; not while the stream has not ended. */
    boolean isFinished() {
        boolean idle = announcer.isIdle() && !skipping && !indexIsNew && cutter.openBytes() == 0;
        boolean told = !repeatIsDue && (repeated == null || repeated.isAcknowledged());
        return idle && told && (last == null || last.record().ended());
    }

    /** Reads no further: what comes is for nodes that know more. What was cut before goes its way. */
    void stopReading(String why) {
        obstacle = why;
    }

    /** Why this node is to leave the stream to others; null if it is not, or what it has cut is on its way still. */
    @Nullable
    String mustLeave() {
        return announcer.hasPending() ? null : obstacle;
    }

    /** What is on its way is left to the next owner. */
    void close() {
        announcer.drop();
        stopRepeating();
    }

    void accept(LogRecord record) {
        cutter.accept(record);
    }

    /** The index has a new latest record of this stream: ours, or another node's. */
    void onAccepted(Accepted accepted) {
        if (last != null && accepted.record().msn() <= last.record().msn() && !indexIsNew) {
            return; // told late
        }
        boolean again = last != null && last.hash().equals(accepted.hash());
        last = accepted;
        indexIsNew = false;
        announcer.hold(false);
        stopRepeating();
        if (!again) {
            repeats = new Retry(FIRST_REPEAT_MS, MAX_REPEAT_MS);
        }
        if (again) {
            announcer.advance();
        } else if (!announcer.accepted(accepted)) {
            goOnFrom(accepted);
        }
    }

    /**
     * The index holds a record of this stream that does not count. Compaction keeps the last record, so the one that counts
     * is appended again, unless one that is on its way comes behind it anyway. Every reader passes over it.
     */
    void onRefused() {
        if (last == null || announcer.isAppending() || repeatIsDue) {
            return;
        }
        LOG.info("{}: the index holds a record that does not count; the latest is written again", name);
        boolean first = !repeats.hasFailed();
        long delayMs = repeats.delayMs();
        if (first) {
            repeatLast();
        } else {
            repeatIsDue = true;
            loop.executeAfter(delayMs, () -> {
                repeatIsDue = false;
                if (!announcer.isAppending()) { // behind the next one it would be what compaction keeps
                    repeatLast();
                }
            });
        }
    }

    /**
     * The index was lost and is read anew.
     *
     * @param now its latest record of this stream. If it has none, the last one known is written again: it holds everything
     */
    void onIndexRestarted(@Nullable Accepted now) {
        announcer.drop();
        skipping = false;
        if (now == null && last != null) {
            indexIsNew = true;
            announcer.hold(true);
            repeatLast();
            goOnFrom(last);
        } else if (now != null) {
            last = now;
            goOnFrom(now);
        } else {
            start();
        }
    }

    private void repeatLast() {
        stopRepeating();
        if (last != null) {
            repeated = RecordAppend.start(name, last.record().encode(), index, loop);
        }
    }

    private void stopRepeating() {
        if (repeated != null) {
            repeated.cancel();
            repeated = null;
        }
    }

    private void goOnFrom(Accepted accepted) {
        skipping = false;
        obstacle = null;
        if (!accepted.record().topicId().equals(log.topicId())) {
            // An offset of the other topic means nothing in this one.
            skip(accepted, log.begin(), "the topic was made anew");
            return;
        }
        CutState checkpoint = accepted.record().checkpoint();
        cutter = new SegmentCutter(checkpoint, announcer::add);
        loop.seek(checkpoint.mark().offset());
        announcer.goOnFrom(accepted);
    }

    /** The log no longer holds the checkpoint: goes on at {@code offset} once the index says so. */
    private void skip(Accepted accepted, long offset, String cause) {
        boolean anew = !accepted.record().topicId().equals(log.topicId());
        if (anew && accepted.record().ended()) {
            LOG.info("{}: {} since the stream ended; reading goes on at offset {}", name, cause, offset);
        } else {
            LOG.warn("{}: media is lost: {}; reading goes on at offset {}", name, cause, offset);
        }
        Unstored unstored = accepted.record().unstored();
        if (unstored != null) {
            long lastMsn = accepted.record().msn();
            LOG.error("{}: nor will the store have the segments {} to {}", name, unstored.msn(), lastMsn);
        }
        skipping = true;
        announcer.drop();
        announcer.append(accepted, NextRecord.skip(accepted, log.topicId(), offset, cause));
    }
}
