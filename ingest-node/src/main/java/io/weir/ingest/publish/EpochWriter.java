package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.FoldState;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one publication into its stream's log: claims an epoch, gives out sequences, watches that its offsets follow one
 * another, and after a send whose outcome is not known claims again and goes on without losing or doubling a record.
 *
 * <p>Acknowledged is a record that the log has acknowledged, with all before it, and between which and the one before it
 * no record of another writer that takes the stream was found.
 *
 * <p>Confined to the loop's thread.
 */
final class EpochWriter {
    /** What a writer tells. Called on the loop's thread. */
    interface Listener {
        /** The claim stands. */
        void onOpened(long epoch);

        /** These bytes are acknowledged, or will never be written. */
        void onReleased(int bytes);

        /** An END is acknowledged. */
        void onEnd();

        /** The stream cannot be, or is no longer, written by this writer. */
        void onLeft(String cause);
    }

    /** Unacknowledged bytes given to Kafka at once; the rest waits here. */
    private static final int MAX_IN_FLIGHT_BYTES = 4 << 20;

    private static final long RETRY_MS = 500;
    private static final String TAKEN = "a newer publication has taken the stream";
    private static final Logger LOG = LoggerFactory.getLogger(EpochWriter.class);

    private enum State {
        CLAIMING,
        WRITING,
        JUDGING,
        LEFT
    }

    private record Sent(LogEntry entry, long firstSequence) {
        long nextSequence() {
            return firstSequence + entry.count();
        }
    }

    private record Ack(long offset, @Nullable Throwable error) {}

    /** Tells this writer's claims from others'. */
    private final long writerId = ThreadLocalRandom.current().nextLong();

    private final String name;
    private final String node;
    private final String publisher;
    private final PinnedSettings settings;
    private final LogAccess log;
    private final ScheduledExecutorService loop;
    private final LongSupplier wallClockMs;
    private final Listener listener;

    private final Deque<LogEntry> waiting = new ArrayDeque<>();
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final Deque<Ack> heldAcks = new ArrayDeque<>();
    private int inFlightBytes;
    private State state = State.CLAIMING;

    /** Counts claims, so that what belongs to an earlier one is known when it comes late. */
    private int generation;

    private long epoch = -1;
    private long nextSequence;

    /** The fold up to the last acknowledged record. */
    private FoldState acknowledged = FoldState.START;

    private long lastOffset = -1;

    EpochWriter(
            String name,
            String node,
            String publisher,
            PinnedSettings settings,
            LogAccess log,
            ScheduledExecutorService loop,
            LongSupplier wallClockMs,
            Listener listener) {
        this.name = name;
        this.node = node;
        this.publisher = publisher;
        this.settings = settings;
        this.log = log;
        this.loop = loop;
        this.wallClockMs = wallClockMs;
        this.listener = listener;
    }

    /** Claims the stream for a push. */
    void open() {
        int claiming = ++generation;
        log.open()
                .thenCompose(opened -> log.end())
                .whenCompleteAsync(
                        (end, error) -> {
                            if (error != null) {
                                leave("the log cannot be written: " + reason(error));
                            } else if (claiming == generation) {
                                lastOffset = end - 1;
                                claim(Claim.Reason.PUSH);
                            }
                        },
                        loop);
    }

    /** Takes an entry; it is written when those before it are. */
    void write(LogEntry entry) {
        if (state == State.LEFT) {
            listener.onReleased(entry.value().length);
            return;
        }
        waiting.add(entry);
        send();
    }

    /** Whether everything that was taken is acknowledged. */
    boolean isIdle() {
        return waiting.isEmpty() && inFlight.isEmpty() && state == State.WRITING;
    }

    /** Writes no more, and says nothing. */
    void abandon() {
        generation++;
        state = State.LEFT;
        release();
    }

    private void claim(Claim.Reason why) {
        state = State.CLAIMING;
        int claiming = ++generation;
        byte[] value = new Claim(node, why, lastOffset, publisher, settings).encode();
        TagKey key = TagKey.claim(writerId, wallClockMs.getAsLong());
        log.append(key, value)
                .whenCompleteAsync(
                        (offset, error) -> {
                            if (claiming != generation) {
                                return;
                            }
                            if (error != null || offset < 0) {
                                retryClaim(why, error);
                            } else if (why == Claim.Reason.PUSH) {
                                fence(why, offset, claiming); // the newest push wins: there is nothing to judge
                            } else {
                                judgeClaim(why, offset, claiming);
                            }
                        },
                        loop);
    }

    /**
     * Whether nobody else has claimed since the last acknowledged record. Judged before the fence is written: a fence takes
     * the stream back from whoever took it in between.
     */
    private void judgeClaim(Claim.Reason why, long claimed, int claiming) {
        log.read(lastOffset + 1, claimed)
                .whenCompleteAsync(
                        (records, error) -> {
                            if (claiming != generation) {
                                return;
                            }
                            if (error != null) {
                                retryClaim(why, error);
                            } else if (records.stream()
                                    .anyMatch(record -> record.key().kind() == RecordKind.CLAIM
                                            && record.key().firstSequence() != writerId)) {
                                leave(TAKEN);
                            } else {
                                fence(why, claimed, claiming);
                            }
                        },
                        loop);
    }

    /** The fence: once it has landed nothing of an older epoch counts, so what counts before it can be told for certain. */
    private void fence(Claim.Reason why, long claimed, int claiming) {
        TagKey key = TagKey.fence(claimed, why == Claim.Reason.CONTINUES, wallClockMs.getAsLong());
        log.append(key, new byte[0])
                .whenCompleteAsync(
                        (offset, error) -> {
                            if (claiming != generation) {
                                return;
                            }
                            if (error != null || offset < 0) {
                                retryClaim(why, error);
                            } else {
                                readBack(why, claimed, offset, claiming);
                            }
                        },
                        loop);
    }

    private void readBack(Claim.Reason why, long claimed, long fenced, int claiming) {
        // A push begins anew whatever was before its claim; one that continues must know what of its own has landed.
        long from = why == Claim.Reason.PUSH ? claimed : lastOffset + 1;
        log.read(from, fenced + 1)
                .whenCompleteAsync(
                        (records, error) -> {
                            if (claiming != generation) {
                                return;
                            }
                            if (error != null) {
                                retryClaim(why, error);
                                return;
                            }
                            FoldState fold = why == Claim.Reason.PUSH ? FoldState.START : acknowledged;
                            for (LogAccess.Placed record : records) {
                                FoldState next = fold.accept(record.key());
                                fold = next == null ? fold : next;
                            }
                            if (fold.epoch() != claimed) {
                                leave(TAKEN);
                            } else {
                                stand(claimed, fenced, fold);
                            }
                        },
                        loop);
    }

    private void stand(long claimed, long fenced, FoldState fold) {
        epoch = claimed;
        acknowledged = fold;
        lastOffset = fenced;
        state = State.WRITING;
        resendFrom(fold.nextSequence());
        nextSequence = fold.nextSequence();
        listener.onOpened(claimed);
        send();
    }

    /** What was sent and had landed is acknowledged by this; the rest is sent again, before what waits. */
    private void resendFrom(long sequence) {
        List<Sent> sent = new ArrayList<>(inFlight);
        int landed = 0;
        for (int i = 0; i < sent.size(); i++) {
            // What takes no sequence has landed if something behind it has.
            if (sent.get(i).entry().count() > 0 && sent.get(i).nextSequence() <= sequence) {
                landed = i + 1;
            }
        }
        inFlight.clear();
        inFlightBytes = 0;
        for (int i = sent.size() - 1; i >= landed; i--) {
            waiting.addFirst(sent.get(i).entry());
        }
        for (Sent done : sent.subList(0, landed)) {
            listener.onReleased(done.entry().value().length);
        }
    }

    private void send() {
        while (state == State.WRITING && !waiting.isEmpty() && inFlightBytes < MAX_IN_FLIGHT_BYTES) {
            LogEntry entry = waiting.removeFirst();
            Sent sent = new Sent(entry, nextSequence);
            inFlight.add(sent);
            inFlightBytes += entry.value().length;
            nextSequence = sent.nextSequence();
            int sending = generation;
            TagKey key = TagKey.of(entry.kind(), epoch, sent.firstSequence(), entry.count(), entry.wallClockMs());
            log.append(key, entry.value())
                    .whenCompleteAsync(
                            (offset, error) -> {
                                if (sending == generation) {
                                    onAck(new Ack(error == null ? offset : -1, error));
                                }
                            },
                            loop);
        }
    }

    private void onAck(Ack ack) {
        if (state == State.JUDGING) {
            heldAcks.add(ack);
        } else if (ack.error() != null || ack.offset() <= lastOffset) {
            recover(ack.error());
        } else if (ack.offset() == lastOffset + 1) {
            acknowledge(ack.offset());
        } else {
            judge(ack);
        }
    }

    /** Between the last record and this one stands another writer's: reads it before anything more is acknowledged. */
    private void judge(Ack ack) {
        state = State.JUDGING;
        int judging = generation;
        log.read(lastOffset + 1, ack.offset())
                .whenCompleteAsync(
                        (records, error) -> {
                            if (judging != generation) {
                                return;
                            }
                            if (error != null) {
                                recover(error);
                                return;
                            }
                            FoldState fold = acknowledged;
                            for (LogAccess.Placed record : records) {
                                FoldState next = fold.accept(record.key());
                                fold = next == null ? fold : next;
                            }
                            if (fold.epoch() != epoch) {
                                leave(TAKEN);
                                return;
                            }
                            state = State.WRITING;
                            acknowledge(ack.offset());
                            while (state == State.WRITING && !heldAcks.isEmpty()) {
                                onAck(heldAcks.removeFirst());
                            }
                            send();
                        },
                        loop);
    }

    private void acknowledge(long offset) {
        Sent sent = inFlight.removeFirst();
        lastOffset = offset;
        acknowledged = new FoldState(epoch, sent.nextSequence(), sent.entry().kind() == RecordKind.END, true);
        inFlightBytes -= sent.entry().value().length;
        listener.onReleased(sent.entry().value().length);
        if (sent.entry().kind() == RecordKind.END) {
            generation++;
            state = State.LEFT;
            release();
            listener.onEnd();
        } else {
            send();
        }
    }

    /** A send failed, or its offset is not known: it may have landed. */
    private void recover(@Nullable Throwable error) {
        LOG.warn("{}: a record may not have been written: {}; claiming again", name, reason(error));
        heldAcks.clear();
        claim(Claim.Reason.CONTINUES);
    }

    private void retryClaim(Claim.Reason why, @Nullable Throwable error) {
        if (why == Claim.Reason.PUSH) {
            leave("the log cannot be written: " + reason(error)); // the publisher comes again
            return;
        }
        LOG.warn("{}: the claim was not written: {}; trying again", name, reason(error));
        int retrying = generation;
        loop.schedule(
                () -> {
                    if (retrying == generation) {
                        claim(why);
                    }
                },
                RETRY_MS,
                TimeUnit.MILLISECONDS);
    }

    private void leave(String cause) {
        if (state != State.LEFT) {
            abandon();
            listener.onLeft(cause);
        }
    }

    private void release() {
        inFlight.forEach(sent -> listener.onReleased(sent.entry().value().length));
        waiting.forEach(entry -> listener.onReleased(entry.value().length));
        inFlight.clear();
        waiting.clear();
        heldAcks.clear();
    }

    private static String reason(@Nullable Throwable error) {
        if (error == null) {
            return "its place is not known";
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
