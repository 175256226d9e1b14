package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.name.StreamName;
import io.weir.storage.ObjectStore;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that this node cuts: records in; objects put, then index records appended, one at a time, each only after the
 * one before has been read back as accepted. If another node's record was accepted instead, this one goes on from that.
 *
 * <p>Confined to the loop. What was cut and is not in the index when the stream is let go is left to the next owner, who
 * makes the same of it.
 */
final class OwnedStream {
    /** This many cuts may be on their way; while they are, the log is not read. */
    static final int MAX_PENDING = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OwnedStream.class);

    /**
     * A cut on its way.
     *
     * @param upload of its object; null for what has none
     */
    private record Pending(Cut cut, @Nullable SegmentUpload upload) {
        boolean isStored() {
            return upload == null || upload.isStored();
        }
    }

    private final StreamName name;
    private final LogRange log;
    private final ObjectStore store;
    private final IndexWriter index;
    private final StreamLoop loop;
    private final Damage damage;
    private final StoredInit storedInit = new StoredInit();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private @Nullable Accepted last;
    private SegmentCutter cutter;

    /** The next record, of the oldest pending cut or a SKIP, until it is read back; null while none is on its way. */
    private @Nullable RecordAppend next;

    /** The latest record over again; null unless that was needed since the last one was accepted. */
    private @Nullable RecordAppend repeated;

    private boolean skipping;

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
            StreamLoop loop) {
        this.name = name;
        this.log = log;
        this.store = store;
        this.index = index;
        this.loop = loop;
        this.damage = new Damage(name, loop);
        this.last = last;
        this.cutter = new SegmentCutter(CutState.start(log.begin()), this::onCut);
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
        return !skipping && pending.size() < MAX_PENDING;
    }

    /** Whether cuts are on their way. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Bytes of media in the open segment. */
    long openBytes() {
        return cutter.openBytes();
    }

    /** Bytes of segments on their way. */
    long pendingBytes() {
        long bytes = 0;
        for (Pending cut : pending) {
            bytes += cut.upload() == null ? 0 : cut.upload().media().bytes().remaining();
        }
        return bytes;
    }

    /** Whether all that was read is in the index, or is nothing to be cut; not while the stream has not ended. */
    boolean isFinished() {
        boolean idle = pending.isEmpty() && next == null && !skipping && !indexIsNew;
        return idle && cutter.openBytes() == 0 && (last == null || last.record().ended());
    }

    void accept(LogRecord record) {
        cutter.accept(record);
    }

    private void onCut(Cut cut) {
        if (!(cut instanceof Cut.Media media)) {
            if (last == null && pending.isEmpty()) {
                return; // a stream begins with its first segment
            }
            pending.add(new Pending(cut, null));
            advance();
            return;
        }
        damage.add(media.damagedFrames());
        // Without a past it is the first segment in hand that gives the first number.
        Cut first = pending.isEmpty() ? media : pending.getFirst().cut();
        long msn = NextRecord.msn(last, first) + pending.size();
        SegmentUpload upload = new SegmentUpload(name, media, msn, store, loop, storedInit, this::advance);
        pending.add(new Pending(cut, upload));
        upload.start();
    }

    /** Appends the record of the oldest cut, once its object is stored. */
    private void advance() {
        Pending head = pending.peekFirst();
        if (head != null && head.isStored() && next == null && !indexIsNew) {
            next = append(record(head));
        }
    }

    private IndexRecord record(Pending head) {
        SegmentUpload upload = head.upload();
        if (upload != null) {
            return NextRecord.segment(last, log.topicId(), upload.media(), upload.name());
        }
        if (last == null) {
            throw new IllegalStateException("a stream begins with a segment");
        }
        return head.cut() instanceof Cut.Gap gap
                ? NextRecord.gap(last, log.topicId(), gap)
                : NextRecord.ended(last, log.topicId(), (Cut.End) head.cut());
    }

    private RecordAppend append(IndexRecord record) {
        return RecordAppend.start(name, record.encode(), index, loop);
    }

    /** The index has a new latest record of this stream: ours, or another node's. */
    void onAccepted(Accepted accepted) {
        if (last != null && accepted.record().msn() <= last.record().msn() && !indexIsNew) {
            return; // told late
        }
        boolean again = last != null && last.hash().equals(accepted.hash());
        last = accepted;
        indexIsNew = false;
        stopRepeating();
        if (again) {
            advance();
        } else if (!pending.isEmpty() && next != null && next.is(accepted)) {
            stopAppending();
            pending.removeFirst();
            advance();
        } else {
            goOnFrom(accepted);
        }
    }

    /**
     * The index holds a record of this stream that does not count. Compaction keeps the last record, so the one that counts
     * is appended again, unless one that is on its way comes behind it anyway. Every reader passes over it.
     */
    void onRefused() {
        if (last != null && next == null) {
            LOG.info("{}: the index holds a record that does not count; the latest is written again", name);
            repeatLast();
        }
    }

    /**
     * The index was lost and is read anew.
     *
     * @param now its latest record of this stream. If it has none, the last one known is written again: it holds everything
     */
    void onIndexRestarted(@Nullable Accepted now) {
        dropPending();
        if (now == null && last != null) {
            indexIsNew = true;
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
            repeated = append(last.record());
        }
    }

    private void stopRepeating() {
        if (repeated != null) {
            repeated.cancel();
            repeated = null;
        }
    }

    private void goOnFrom(Accepted accepted) {
        dropPending();
        if (!accepted.record().topicId().equals(log.topicId())) {
            // An offset of the other topic means nothing in this one.
            skip(accepted, log.begin(), "the topic was made anew");
            return;
        }
        CutState checkpoint = accepted.record().checkpoint();
        cutter = new SegmentCutter(checkpoint, this::onCut);
        loop.seek(checkpoint.mark().offset());
    }

    /** The log no longer holds the checkpoint: goes on at {@code offset} once the index says so. */
    private void skip(Accepted accepted, long offset, String cause) {
        LOG.warn("{}: media is lost: {}; reading goes on at offset {}", name, cause, offset);
        skipping = true;
        next = append(NextRecord.skip(accepted, log.topicId(), offset, cause));
    }

    private void dropPending() {
        for (Pending cut : pending) {
            if (cut.upload() != null) {
                cut.upload().cancel();
            }
        }
        pending.clear();
        skipping = false;
        stopAppending();
    }

    private void stopAppending() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
