package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.log.LogRecord;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.runtime.Failpoint;
import io.weir.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that this node cuts: records in; objects put, then index records appended, one at a time, each only after the
 * one before has been read back as accepted. If another node's record was accepted instead, this one goes on from that.
 *
 * <p>Confined to the loop; completions of store and index are brought there by {@link Loop}.
 */
final class OwnedStream {
    /** What a stream asks of the loop that reads for it. */
    interface Loop {
        /** Runs a task on the loop's thread, soon. */
        void execute(Runnable task);

        /** Runs a task on the loop's thread, later. */
        void executeAfter(long delayMs, Runnable task);

        /** From now on records of the stream are given from this offset. */
        void seek(OwnedStream stream, long offset);
    }

    /** This many cuts may be on their way; while they are, the log is not read. */
    private static final int MAX_PENDING = 3;

    private static final long RETRY_MS = 500;
    private static final String CONTENT_TYPE = "video/mp2t";
    private static final Logger LOG = LoggerFactory.getLogger(OwnedStream.class);

    private final StreamName name;
    private final String topicId;
    private final long begin;
    private final ObjectStore store;
    private final IndexWriter index;
    private final Loop loop;
    private final Deque<PendingCut> pending = new ArrayDeque<>();
    private @Nullable Accepted last;
    private SegmentCutter cutter;
    private boolean skipping;
    private boolean closed;

    /**
     * A stream that is read on from its latest index record.
     *
     * @param begin the first offset that the topic holds
     */
    OwnedStream(
            StreamName name,
            String topicId,
            long begin,
            @Nullable Accepted last,
            ObjectStore store,
            IndexWriter index,
            Loop loop) {
        this.name = name;
        this.topicId = topicId;
        this.begin = begin;
        this.store = store;
        this.index = index;
        this.loop = loop;
        this.last = last;
        this.cutter = new SegmentCutter(CutState.start(begin), this::onCut);
    }

    StreamName name() {
        return name;
    }

    /** Takes up the reading where the index, or the topic's beginning, says. */
    void start() {
        if (last == null) {
            loop.seek(this, begin);
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

    void accept(LogRecord record) {
        cutter.accept(record);
    }

    /** The log no longer holds the checkpoint: goes on at {@code offset}, and says so in the index. */
    void skip(long offset, String cause) {
        if (last == null) {
            cutter = new SegmentCutter(CutState.start(offset), this::onCut);
            loop.seek(this, offset);
            return;
        }
        LOG.warn(
                "{}: media is lost between offsets {} and {}: {}",
                name,
                last.record().checkpoint().mark().offset(),
                offset,
                cause);
        pending.clear();
        skipping = true;
        append(NextRecord.skip(last, topicId, offset, cause).encode(), null);
    }

    /** Stops; what was cut and not yet indexed is left to the next owner, who makes the same of it. */
    void close() {
        closed = true;
    }

    private void onCut(Cut cut) {
        if (last == null && pending.isEmpty() && !(cut instanceof Cut.Media)) {
            return; // a stream begins with its first segment
        }
        PendingCut next = new PendingCut(cut);
        pending.add(next);
        if (cut instanceof Cut.Media media) {
            // Without a past it is the first segment in hand that gives the first number.
            long msn = NextRecord.msn(last, pending.getFirst().cut) + pending.size() - 1;
            put(next, media, NextRecord.name(media, msn, null));
        } else {
            next.stored = true;
            advance();
        }
    }

    private void put(PendingCut cut, Cut.Media media, SegmentName objectName) {
        Failpoint.pass("segmenter.before-put");
        cut.name = objectName;
        store.putIfAbsent(objectName.key(name), media.bytes().duplicate(), CONTENT_TYPE)
                .whenComplete((outcome, error) -> loop.execute(() -> onPut(cut, media, objectName, outcome, error)));
    }

    private void onPut(
            PendingCut cut,
            Cut.Media media,
            SegmentName objectName,
            ObjectStore.@Nullable PutOutcome outcome,
            @Nullable Throwable error) {
        if (closed || !pending.contains(cut)) {
            return;
        }
        if (error != null) {
            LOG.warn("{}: segment {} is not stored yet: {}", name, objectName.fileName(), reason(error));
            loop.executeAfter(RETRY_MS, () -> retryPut(cut, media, objectName));
        } else if (outcome == ObjectStore.PutOutcome.CONFLICT) {
            String digits = sha256(media.bytes()).substring(0, 8);
            LOG.error(
                    "{}: another object has the name {}; stored beside it as _x{}",
                    name,
                    objectName.fileName(),
                    digits);
            put(cut, media, NextRecord.name(media, objectName.msn(), digits));
        } else {
            Failpoint.pass("segmenter.after-put");
            cut.stored = true;
            advance();
        }
    }

    private void retryPut(PendingCut cut, Cut.Media media, SegmentName objectName) {
        if (!closed && pending.contains(cut)) {
            put(cut, media, objectName);
        }
    }

    /** Appends the record of the oldest cut, once its object is stored. */
    private void advance() {
        PendingCut head = pending.peekFirst();
        if (closed || head == null || !head.stored || head.appendedHash != null) {
            return;
        }
        append(record(head).encode(), head);
    }

    private IndexRecord record(PendingCut head) {
        if (head.cut instanceof Cut.Media media && head.name != null) {
            return NextRecord.segment(last, topicId, media, head.name);
        }
        if (last == null) {
            throw new IllegalStateException(name + ": a stream begins with a segment");
        }
        return head.cut instanceof Cut.Gap gap
                ? NextRecord.gap(last, topicId, gap)
                : NextRecord.ended(last, topicId, (Cut.End) head.cut);
    }

    private void append(byte[] value, @Nullable PendingCut cut) {
        if (cut != null) {
            cut.appendedHash = Accepted.hash(value);
        }
        index.append(name, value)
                .whenComplete((done, error) -> loop.execute(() -> {
                    if (closed) {
                        return;
                    }
                    if (error == null) {
                        Failpoint.pass("segmenter.after-record");
                    } else {
                        LOG.warn("{}: the index could not be written: {}", name, reason(error));
                        loop.executeAfter(RETRY_MS, () -> retryAppend(value, cut));
                    }
                }));
    }

    private void retryAppend(byte[] value, @Nullable PendingCut cut) {
        // A record that has landed all the same is refused the second time: its number is no longer the next.
        if (!closed && (cut == null ? skipping : cut == pending.peekFirst())) {
            append(value, cut);
        }
    }

    /** The index has a new latest record of this stream: ours, or another node's. */
    void onAccepted(Accepted accepted) {
        if (closed || (last != null && accepted.record().msn() <= last.record().msn())) {
            return;
        }
        last = accepted;
        PendingCut head = pending.peekFirst();
        if (head != null && accepted.hash().equals(head.appendedHash)) {
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
        PendingCut head = pending.peekFirst();
        boolean onTheWay = skipping || (head != null && head.appendedHash != null);
        if (closed || last == null || onTheWay) {
            return;
        }
        byte[] value = last.record().encode();
        if (last.hash().equals(Accepted.hash(value))) {
            LOG.info(
                    "{}: the index holds a record that does not count; {} is written again",
                    name,
                    last.record().msn());
            index.append(name, value).exceptionally(error -> {
                LOG.warn("{}: the index could not be written: {}", name, reason(error));
                return null;
            });
        }
    }

    private void goOnFrom(Accepted accepted) {
        if (!accepted.record().topicId().equals(topicId)) {
            skip(begin, "the topic was made anew"); // an offset of the other topic means nothing in this one
            return;
        }
        pending.clear();
        skipping = false;
        CutState checkpoint = accepted.record().checkpoint();
        cutter = new SegmentCutter(checkpoint, this::onCut);
        loop.seek(this, checkpoint.mark().offset());
    }

    private static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
