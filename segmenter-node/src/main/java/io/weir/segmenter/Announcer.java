package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.index.Unstored;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream's cuts on their way: objects are put, then index records appended, one at a time, each only after the one before
 * has been read back as accepted.
 *
 * <p>Where the store does not take a segment in time, it is announced all the same, as one that edges make of the log, and
 * so are those that follow; a {@link Backfill} puts them.
 *
 * <p>Confined to the loop.
 */
final class Announcer {
    /** A put that takes longer is waited for no more, ms: viewers get the segment otherwise. */
    static final long ANNOUNCE_AFTER_MS = 3_000;

    /** This many cuts may be on their way. */
    static final int MAX_PENDING = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final StreamName name;
    private final String topicId;
    private final ObjectStore store;
    private final IndexWriter index;
    private final Remaker remaker;
    private final StreamLoop loop;
    private final PutSlots slots;
    private final Damage damage;
    private final StoredInit storedInit = new StoredInit();
    private final Deque<PendingCut> pending = new ArrayDeque<>();

    private @Nullable Accepted last;

    /** The checkpoint behind the last cut. */
    private CutState reached;

    /** The next record, of the oldest pending cut or a SKIP, until it is read back; null while none is on its way. */
    private @Nullable RecordAppend next;

    /** Puts what is announced before it is stored; null while the store keeps up. */
    private @Nullable Backfill backfill;

    private final Renames renames = new Renames();

    /** Whether nothing may be appended, because the latest record is not in the index. */
    private boolean held;

    /** Nothing is on its way. */
    Announcer(
            StreamName name,
            String topicId,
            CutState start,
            ObjectStore store,
            IndexWriter index,
            Remaker remaker,
            StreamLoop loop,
            PutSlots slots) {
        this.name = name;
        this.topicId = topicId;
        this.reached = start;
        this.store = store;
        this.index = index;
        this.remaker = remaker;
        this.loop = loop;
        this.slots = slots;
        this.damage = new Damage(name, loop);
    }

    /** Whether so much is on its way that no more may be cut. */
    boolean isFull() {
        return pending.size() >= MAX_PENDING;
    }

    /** Whether cuts are on their way to the index. */
    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Whether a record is on its way. */
    boolean isAppending() {
        return next != null;
    }

    /** Whether nothing is on its way, to the index or to the store. */
    boolean isIdle() {
        return pending.isEmpty() && next == null && backfill == null;
    }

    /** Bytes of segments on their way. */
    long bytes() {
        long bytes = backfill == null ? 0 : backfill.bytes();
        for (PendingCut waiting : pending) {
            boolean countedThere = backfill != null && waiting.upload() != null;
            bytes += !countedThere && waiting.cut() instanceof Cut.Media media
                    ? media.bytes().remaining()
                    : 0;
        }
        return bytes;
    }

    /** What is on its way is let go of. */
    void drop() {
        pending.forEach(cut -> {
            if (cut.upload() != null) {
                cut.upload().cancel();
            }
        });
        pending.clear();
        if (backfill != null) {
            backfill.cancel();
            backfill = null;
        }
        stopAppending();
    }

    /** The stream is cut from its log's beginning. */
    void begin(CutState start) {
        drop();
        last = null;
        reached = start;
    }

    /** What comes now follows a record that counts, and so does what that one lacks in the store. */
    void goOnFrom(Accepted accepted) {
        drop();
        last = accepted;
        reached = accepted.record().checkpoint();
        Unstored unstored = accepted.record().unstored();
        if (unstored != null) {
            backfill = backfill(List.of(), unstored);
        }
        advance();
    }

    /** Appends a record that no cut makes. */
    void append(Accepted after, IndexRecord record) {
        last = after;
        next = append(record);
    }

    private RecordAppend append(IndexRecord record) {
        return RecordAppend.start(name, renames.in(record).encode(), index, loop);
    }

    /** Nothing is appended from now on, or is again. */
    void hold(boolean isHeld) {
        held = isHeld;
    }

    /** Takes the cut that follows. */
    void add(Cut cut) {
        CutState before = reached;
        reached = cut.after();
        if (!(cut instanceof Cut.Media media)) {
            if (last == null && pending.isEmpty()) {
                return; // a stream begins with its first segment
            }
            pending.add(new PendingCut(cut, before, null));
            advance();
            return;
        }
        damage.add(media.damagedFrames());
        if (backfill != null) {
            pending.add(new PendingCut(cut, before, null));
            advance();
            return;
        }
        // Without a past it is the first segment in hand that gives the first number.
        Cut first = pending.isEmpty() ? media : pending.getFirst().cut();
        SegmentUpload upload = upload(media, NextRecord.msn(last, first) + pending.size());
        pending.add(new PendingCut(cut, before, upload));
        loop.executeAfter(ANNOUNCE_AFTER_MS, () -> {
            upload.setOverdue();
            lookAtHead();
        });
        upload.start();
    }

    private SegmentUpload upload(Cut.Media media, long msn) {
        return new SegmentUpload(name, media, msn, store, loop, storedInit, this::advance);
    }

    /** Where the oldest cut waits for the store too long, all are handed to a backfill, and viewers wait no more. */
    private void lookAtHead() {
        SegmentUpload head = pending.isEmpty() ? null : pending.getFirst().upload();
        if (backfill != null || head == null || head.isStored() || !head.isOverdue()) {
            return;
        }
        LOG.warn("{}: the store is slow or away; segments are announced before it has them", name);
        long msn = head.name().msn();
        List<Backfill.Put> puts = new ArrayList<>();
        for (PendingCut cut : pending) {
            if (cut.upload() != null) {
                puts.add(new Backfill.Put(msn, cut.before(), cut.upload()));
            }
            msn++;
        }
        backfill = backfill(puts, new Unstored(msn, reached));
        advance();
    }

    private Backfill backfill(List<Backfill.Put> puts, Unstored behind) {
        return new Backfill(
                name,
                topicId,
                puts,
                behind,
                remaker,
                loop,
                slots,
                this::upload,
                this::announcedEnd,
                renames::stored,
                this::advance);
    }

    /** Where what the index names ends: the number behind it, and its checkpoint. */
    private Unstored announcedEnd() {
        return last == null
                ? new Unstored(Long.MIN_VALUE, reached)
                : new Unstored(last.record().msn() + 1, last.record().checkpoint());
    }

    /** Goes on with what waits: the store's backlog; and the record of the oldest cut, once its object is stored. */
    void advance() {
        if (backfill != null) {
            backfill.advance();
            if (pending.isEmpty() && backfill.unstored() == null) {
                backfill.cancel();
                backfill = null;
                LOG.info("{}: the store has all segments again", name);
            }
        }
        if (next != null || held) {
            return;
        }
        PendingCut head = pending.peekFirst();
        if (head != null && (head.isStored() || backfill != null)) {
            next = append(head.record(last, topicId).withUnstored(unstored(head)));
        }
    }

    private @Nullable Unstored unstored(PendingCut head) {
        if (backfill == null) {
            return null;
        }
        long msn = NextRecord.msn(last, head.cut());
        Unstored before = backfill.unstored();
        if (before != null && before.msn() <= msn) {
            return before;
        }
        return head.isStored() ? null : new Unstored(msn, head.before());
    }

    /** The index has a new latest record; whether it is the oldest cut's, and all goes on as it was to. */
    boolean accepted(Accepted accepted) {
        boolean own = !pending.isEmpty() && next != null && next.is(accepted);
        if (own) {
            last = accepted;
            stopAppending();
            pending.removeFirst();
            renames.told(accepted.record());
            lookAtHead();
            advance();
        }
        return own;
    }

    private void stopAppending() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
