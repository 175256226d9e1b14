package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.index.Unstored;
import io.weir.log.UnknownSettingsException;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what playlists name already and the store did not take in time, oldest first. Only a few segments are in memory; the
 * others are made anew of the log when it is their turn.
 *
 * <p>Confined to the loop.
 */
final class Backfill {
    /** This many puts may be on their way. */
    static final int MAX_PUTS = 3;

    /** Makes an upload that waits to be started. */
    interface Uploads {
        SegmentUpload of(Cut.Media media, long msn);
    }

    /**
     * A segment on its way.
     *
     * @param before the checkpoint before it
     */
    record Put(long msn, CutState before, SegmentUpload upload) {}

    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

    private final StreamName stream;
    private final String topicId;
    private final Remaker remaker;
    private final StreamLoop loop;
    private final PutSlots slots;
    private final Uploads uploads;
    private final Supplier<Unstored> end;
    private final Consumer<SegmentName> onStored;
    private final Runnable onProgress;
    private final Retry retry = new Retry();
    private final Deque<Put> puts = new ArrayDeque<>();
    private Unstored next;

    /** Whether an entry is being made, or a slot for one is waited for. */
    private boolean busy;

    private boolean cancelled;

    /** Of them the last may be for what is being made. */
    private int slotsTaken;

    /**
     * A backfill that waits for {@link #advance}.
     *
     * @param onTheirWay segments that are being put already, in order; those that there is no room for are given up, and made
     *     anew later
     * @param behind the first entry behind them
     * @param end where what the index names ends: the number behind it, and its checkpoint
     * @param onStored takes the name of each segment that is stored
     * @param onProgress called when something has been made or put
     */
    Backfill(
            StreamName stream,
            String topicId,
            List<Put> onTheirWay,
            Unstored behind,
            Remaker remaker,
            StreamLoop loop,
            PutSlots slots,
            Uploads uploads,
            Supplier<Unstored> end,
            Consumer<SegmentName> onStored,
            Runnable onProgress) {
        this.stream = stream;
        this.topicId = topicId;
        this.next = behind;
        this.remaker = remaker;
        this.loop = loop;
        this.slots = slots;
        this.uploads = uploads;
        this.end = end;
        this.onStored = onStored;
        this.onProgress = onProgress;
        int kept = 0;
        while (kept < onTheirWay.size() && slots.take(() -> {})) {
            slotsTaken++;
            puts.add(onTheirWay.get(kept++));
        }
        if (kept < onTheirWay.size()) {
            Put first = onTheirWay.get(kept);
            this.next = new Unstored(first.msn(), first.before());
            onTheirWay
                    .subList(kept, onTheirWay.size())
                    .forEach(put -> put.upload().cancel());
        }
    }

    /** From where on the store may lack what the index names; null if it lacks nothing. */
    @Nullable
    Unstored unstored() {
        Put first = puts.peekFirst();
        if (first != null) {
            return new Unstored(first.msn(), first.before());
        }
        return next.msn() < end.get().msn() ? next : null;
    }

    /** Bytes of segments on their way. */
    long bytes() {
        return puts.stream()
                .mapToLong(put -> put.upload().media().bytes().remaining())
                .sum();
    }

    /** Goes on: something was stored, or more was announced. */
    void advance() {
        while (!puts.isEmpty() && puts.getFirst().upload().isStored()) {
            onStored.accept(puts.removeFirst().upload().name());
            giveSlot();
        }
        if (busy || puts.size() >= MAX_PUTS || next.msn() >= end.get().msn()) {
            return;
        }
        busy = true;
        if (slots.take(() -> loop.execute(this::tryAgain))) {
            slotsTaken++;
            make();
        }
    }

    private void tryAgain() {
        busy = false;
        if (!cancelled) {
            onProgress.run();
        }
    }

    private void giveSlot() {
        slotsTaken--;
        slots.give(1);
    }

    private void make() {
        remaker.next(stream, topicId, next.checkpoint())
                .whenComplete((cut, error) -> loop.execute(() -> {
                    if (cancelled) {
                        return;
                    }
                    busy = false;
                    if (error == null) {
                        made(cut);
                    } else {
                        failed(
                                error instanceof CompletionException && error.getCause() != null
                                        ? error.getCause()
                                        : error);
                    }
                }));
    }

    private void made(Cut cut) {
        if (cut instanceof Cut.Media media) {
            SegmentUpload upload = uploads.of(media, next.msn());
            puts.add(new Put(next.msn(), next.checkpoint(), upload));
            upload.start();
        } else {
            giveSlot();
        }
        next = new Unstored(next.msn() + 1, cut.after());
        onProgress.run();
    }

    private void failed(Throwable error) {
        giveSlot();
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof UnknownSettingsException unknown) {
            throw unknown; // others can: the stream is left to them
        }
        if (error instanceof Remaker.LostException) {
            Unstored behind = end.get();
            LOG.error(
                    "{}: the store may lack entries {} to {}, which can no longer be made: {}",
                    stream,
                    next.msn(),
                    behind.msn() - 1,
                    error.getMessage());
            next = behind;
            onProgress.run();
            return;
        }
        long delayMs = retry.delayMs();
        if (retry.isFirst()) {
            LOG.warn(
                    "{}: segment {} cannot be made anew, and is tried again: {}", stream, next.msn(), error.toString());
        }
        busy = true;
        loop.executeAfter(delayMs, this::tryAgain);
    }

    /** From now on nothing is made, tried again or told. */
    void cancel() {
        cancelled = true;
        puts.forEach(put -> put.upload().cancel());
        slots.give(slotsTaken);
        slotsTaken = 0;
    }
}
