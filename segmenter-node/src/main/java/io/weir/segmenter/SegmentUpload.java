package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.index.NextRecord;
import io.weir.name.InitName;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.runtime.Failpoint;
import io.weir.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One segment's way into the store: tried until its bytes are there, and those of the init segment that it needs before
 * them. Where other bytes have its name it is put beside them, under a name that tells its own bytes.
 */
final class SegmentUpload {
    private static final int CONFLICT_DIGITS = 8;
    private static final Logger LOG = LoggerFactory.getLogger(SegmentUpload.class);

    private final StreamName stream;
    private final Cut.Media media;
    private final ObjectStore store;
    private final StreamLoop loop;
    private final StoredInit storedInit;
    private final Runnable onStored;
    private final Retry retry = new Retry();
    private SegmentName name;
    private boolean stored;
    private boolean overdue;
    private boolean cancelled;

    /**
     * An upload that waits to be started.
     *
     * @param msn the segment's number
     * @param storedInit of the stream; all its uploads share it
     * @param onStored called once, on the loop's thread
     */
    SegmentUpload(
            StreamName stream,
            Cut.Media media,
            long msn,
            ObjectStore store,
            StreamLoop loop,
            StoredInit storedInit,
            Runnable onStored) {
        this.stream = stream;
        this.media = media;
        this.store = store;
        this.loop = loop;
        this.storedInit = storedInit;
        this.onStored = onStored;
        this.name = NextRecord.name(media, msn, null);
    }

    Cut.Media media() {
        return media;
    }

    /** The object's name: final once it is stored. */
    SegmentName name() {
        return name;
    }

    boolean isStored() {
        return stored;
    }

    /** Whether it has been waited for long enough. */
    boolean isOverdue() {
        return overdue;
    }

    void setOverdue() {
        overdue = true;
    }

    /** From now on nothing is tried again or told. What is on its way may still arrive, and does no harm. */
    void cancel() {
        cancelled = true;
    }

    void start() {
        ByteBuffer init = media.init();
        if (init != null && !storedInit.is(name.init())) {
            putInit(init);
        } else {
            putSegment();
        }
    }

    private void putInit(ByteBuffer init) {
        InitName initName = InitName.of(init);
        store.putIfAbsent(initName.key(stream), init.duplicate(), initName.contentType())
                .whenComplete((outcome, error) -> loop.execute(() -> onInitPut(initName, outcome, error)));
    }

    private void onInitPut(InitName initName, ObjectStore.@Nullable PutOutcome outcome, @Nullable Throwable error) {
        loop.putEnded(error);
        if (cancelled) {
            return;
        }
        if (error != null) {
            again("{}: segment {} is not stored yet, and tried again: {}", Retry.reason(error));
        } else if (outcome == ObjectStore.PutOutcome.CONFLICT) {
            again("{}: segment {} is not stored yet: {}", "the object " + initName.fileName() + " is broken");
        } else {
            storedInit.set(initName.hash());
            putSegment();
        }
    }

    private void putSegment() {
        Failpoint.pass("segmenter.before-put");
        store.putIfAbsent(name.key(stream), media.bytes().duplicate(), name.contentType())
                .whenComplete((outcome, error) -> loop.execute(() -> onPut(outcome, error)));
    }

    private void onPut(ObjectStore.@Nullable PutOutcome outcome, @Nullable Throwable error) {
        loop.putEnded(error);
        if (cancelled) {
            return;
        }
        if (error != null) {
            again("{}: segment {} is not stored yet, and tried again: {}", Retry.reason(error));
        } else if (outcome != ObjectStore.PutOutcome.CONFLICT) {
            onStored();
        } else if (name.conflict() == null) {
            String digits = sha256(media.bytes()).substring(0, CONFLICT_DIGITS);
            LOG.error("{}: another object has the name {}; stored beside it as _x{}", stream, name.fileName(), digits);
            name = NextRecord.name(media, name.msn(), digits);
            start();
        } else {
            // Its name tells its bytes, and yet it has others: someone must take it away.
            again("{}: segment {} is not stored yet: {}", "the object of that name is broken");
        }
    }

    private void again(String format, String reason) {
        long delayMs = retry.delayMs();
        if (retry.isFirst()) {
            LOG.warn(format, stream, name.fileName(), reason);
        }
        loop.executeAfter(delayMs, () -> {
            if (!cancelled) {
                start();
            }
        });
    }

    private void onStored() {
        Failpoint.pass("segmenter.after-put");
        if (retry.hasFailed()) {
            LOG.info("{}: segment {} is stored now", stream, name.fileName());
        }
        stored = true;
        onStored.run();
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
}
