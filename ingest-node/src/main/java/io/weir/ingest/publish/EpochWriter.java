package io.weir.ingest.publish;

import io.weir.log.FoldState;
import io.weir.log.RecordKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one publication into its stream's log: has an epoch claimed, gives out sequences, watches that its offsets follow
 * one another, and after a send whose outcome is not known has the stream claimed again and goes on without losing or
 * doubling a record.
 *
 * <p>Acknowledged is a record that the log has acknowledged, with all before it, and between which and the one before it
 * no record of another writer that takes the stream was found.
 *
 * <p>Confined to the loop's thread.
 */
final class EpochWriter implements EpochClaim.Listener {
    /** What a writer tells. Called on the loop's thread. */
    interface Listener {
        /**
         * The claim stands.
         *
         * @param fencedMs when its fence was sent, monotonic
         */
        void onOpened(long epoch, long fencedMs);

        /** The claim stands, and with it the media of another breaks off; comes before {@link #onOpened}. */
        default void onCutOff(String whose) {}

        /** A record that was sent at this time, monotonic, is acknowledged. */
        default void onAcknowledged(long sentMs) {}

        /** Whether there still is somebody to open it for. */
        default boolean isWanted() {
            return true;
        }

        /** These bytes are acknowledged, or will never be written. */
        void onReleased(int bytes);

        /** The last entry is acknowledged: an END, or what lets go of the stream. */
        void onEnd();

        /** The stream cannot be, or is no longer, written by this writer. */
        void onLeft(String cause);
    }

    /**
     * A CLAIM whose fence has not come for so long is taken for one that never will, ms: a send is given up after 10 s, and
     * what was given up may land for some seconds more. A fence that comes later all the same is found when it matters.
     */
    static final long CONTEST_MS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(EpochWriter.class);

    private enum State {
        CLAIMING,
        WRITING,
        JUDGING,
        LEFT
    }

    private record Ack(
            InFlight.Sent sent, long offset, @Nullable Throwable error) {}

    private final String name;
    private final LongSupplier monotonicMs;
    private final NodeBuffer node;
    private final LogAccess log;
    private final PublicationLoop loop;
    private final Listener listener;
    private final Rivals rivals;
    private final EpochClaim claim;
    private final ClaimPause pause = new ClaimPause();

    private final UnsentEntries waiting;
    private final InFlight inFlight;
    private final Deque<Ack> heldAcks = new ArrayDeque<>();
    private State state = State.CLAIMING;

    /** Counts epochs, so that an acknowledgement that belongs to an earlier one is known when it comes late. */
    private int generation;

    private long epoch = -1;
    private long nextSequence;

    /** The fold up to the last acknowledged record. */
    private FoldState acknowledged = FoldState.START;

    private long lastOffset = -1;
    private String topicId = "";

    /** What the log has said it will never take. */
    private @Nullable LogEntry refused;

    /**
     * Whether another has claimed, and its fence may be on its way: to claim again would take the stream back from it. When
     * that was found, monotonic.
     */
    private boolean contested;

    private long contestedMs;

    EpochWriter(
            Claimant claimant,
            LogAccess log,
            NodeBuffer node,
            PublicationLoop loop,
            LongSupplier wallClockMs,
            LongSupplier monotonicMs,
            HolderProbe holderProbe,
            Listener listener) {
        this.name = claimant.stream();
        this.monotonicMs = monotonicMs;
        this.node = node;
        this.log = log;
        this.loop = loop;
        this.listener = listener;
        this.waiting = new UnsentEntries(node::dropped, listener::onReleased);
        this.inFlight = new InFlight(node);
        this.rivals = new Rivals(claimant.id());
        this.claim = new EpochClaim(claimant, log, loop, wallClockMs, monotonicMs, holderProbe, rivals, this);
    }

    /** Claims the stream. */
    void open() {
        claim.begin();
    }

    /** Claims the stream anew, because another may take this writer for gone; what is on its way is judged again. */
    void claimAgain(String cause) {
        if (state == State.WRITING || state == State.JUDGING) {
            recover(new IllegalStateException(cause));
        }
    }

    /** Takes an entry; it is written when those before it are. */
    void write(LogEntry entry) {
        if (state == State.LEFT) {
            node.dropped(entry.tags());
            listener.onReleased(entry.bytes());
            return;
        }
        waiting.add(entry);
        send();
    }

    /** Drops the oldest whole GOP that has not been sent; a GAP tells it. Whether there was one. */
    boolean dropOldestGop() {
        return waiting.dropOldestGop();
    }

    /** Whether everything that was taken is acknowledged. */
    boolean isIdle() {
        return waiting.isEmpty() && inFlight.isEmpty() && state == State.WRITING;
    }

    @Override
    public void onStands(EpochClaim.Standing standing) {
        epoch = standing.epoch();
        acknowledged = standing.fold();
        lastOffset = standing.fenceOffset();
        topicId = standing.topicId();
        if (standing.contested()) {
            noteContest();
        }
        state = State.WRITING;
        nextSequence = standing.fold().nextSequence();
        resendFrom(nextSequence);
        if (standing.cutOff() != null) {
            listener.onCutOff(standing.cutOff());
        }
        listener.onOpened(epoch, standing.fencedMs());
        send();
    }

    @Override
    public boolean isWanted() {
        return listener.isWanted();
    }

    @Override
    public void onLost(String cause) {
        leave(cause);
    }

    /** What was sent and had landed is acknowledged by this; the rest is sent again, before what waits. */
    private void resendFrom(long sequence) {
        List<InFlight.Sent> landed = inFlight.removeLanded(sequence);
        List<InFlight.Sent> lost = inFlight.clear();
        for (int i = lost.size() - 1; i >= 0; i--) {
            waiting.addFirst(lost.get(i).entry());
        }
        if (refused != null) {
            waiting.dropRefused(refused);
            refused = null;
        }
        landed.forEach(this::release);
    }

    private void release(InFlight.Sent sent) {
        listener.onReleased(sent.entry().bytes());
    }

    /** Sends what may be sent; when the whole node's bytes in flight are many, it has to be called again. */
    void send() {
        while (state == State.WRITING && !waiting.isEmpty() && inFlight.maySend()) {
            InFlight.Sent sent = inFlight.add(waiting.removeFirst(), nextSequence, monotonicMs.getAsLong());
            LogEntry entry = sent.entry();
            nextSequence = sent.nextSequence();
            int sending = generation;
            CompletableFuture<Long> landing = log.append(entry.key(epoch, sent.firstSequence()), entry.value());
            inFlight.count(entry, landing);
            loop.then(landing, (offset, error) -> {
                if (sending == generation) {
                    onAck(new Ack(sent, error == null ? offset : -1, error));
                }
            });
        }
    }

    private void onAck(Ack ack) {
        if (state == State.JUDGING) {
            heldAcks.add(ack);
        } else if (ack.error() != null || ack.offset() <= lastOffset || !inFlight.isFirst(ack.sent())) {
            noteRefusal(ack);
            recover(ack.error());
        } else if (ack.offset() == lastOffset + 1) {
            acknowledge(ack.offset());
        } else {
            judge(ack);
        }
    }

    /** The rest of an entry's GOP goes with it. That an END or a GAP is too large cannot be. */
    private void noteRefusal(Ack ack) {
        LogEntry entry = ack.sent().entry();
        boolean media = entry.kind() == RecordKind.TAGS || entry.kind() == RecordKind.CONFIG;
        if (media && LogErrors.cause(ack.error()) instanceof LogAccess.RefusedException) {
            LOG.warn("{}: the log refuses a record of {} bytes, which becomes a GAP", name, entry.value().length);
            refused = entry;
        }
    }

    /** Between the last record and this one stands another writer's: reads it before anything more is acknowledged. */
    private void judge(Ack ack) {
        state = State.JUDGING;
        int judging = generation;
        loop.then(readBetween(lastOffset + 1, ack.offset()), (records, error) -> {
            if (judging != generation) {
                return;
            }
            if (error != null) {
                recover(error);
            } else {
                onJudged(ack, records);
            }
        });
    }

    /** What another topic of the name holds says nothing of this one. */
    private CompletableFuture<List<LogAccess.Placed>> readBetween(long from, long to) {
        return log.topicId()
                .thenCompose(id -> id.equals(topicId)
                        ? log.read(from, to)
                        : CompletableFuture.failedFuture(new IllegalStateException("the topic was made anew")));
    }

    private void onJudged(Ack ack, List<LogAccess.Placed> between) {
        FoldState fold = acknowledged;
        for (LogAccess.Placed record : between) {
            fold = record.after(fold);
        }
        if (fold.epoch() != epoch) {
            leave(EpochClaim.TAKEN);
            return;
        }
        if (rivals.haveClaimed(between)) {
            noteContest();
        }
        state = State.WRITING;
        acknowledge(ack.offset());
        while (state == State.WRITING && !heldAcks.isEmpty()) {
            onAck(heldAcks.removeFirst());
        }
        send();
    }

    private void noteContest() {
        contested = true;
        contestedMs = monotonicMs.getAsLong();
    }

    private void acknowledge(long offset) {
        InFlight.Sent sent = inFlight.removeFirst();
        lastOffset = offset;
        acknowledged = new FoldState(epoch, sent.nextSequence(), sent.entry().kind() == RecordKind.END, true);
        release(sent);
        listener.onAcknowledged(sent.sentMs());
        if (sent.entry().isLast()) {
            stop("the stream has ended");
            listener.onEnd();
        } else {
            send();
        }
    }

    /** A send failed, or its offset is not known: it may have landed. */
    private void recover(@Nullable Throwable error) {
        if (contested && monotonicMs.getAsLong() - contestedMs < CONTEST_MS) {
            leave(EpochClaim.TAKEN);
            return;
        }
        contested = false;
        LOG.warn("{}: a record may not have been written: {}; claiming again", name, LogErrors.reason(error));
        heldAcks.clear();
        generation++;
        state = State.CLAIMING;
        long pauseMs = pause.next(acknowledged.nextSequence());
        if (pauseMs == 0) {
            claim.goOn(lastOffset, acknowledged);
        } else {
            claimAfter(pauseMs);
        }
    }

    private void claimAfter(long pauseMs) {
        int recovering = generation;
        loop.schedule(
                () -> {
                    if (recovering == generation) {
                        claim.goOn(lastOffset, acknowledged);
                    }
                },
                pauseMs);
    }

    private void leave(String cause) {
        if (state != State.LEFT) {
            stop(cause);
            listener.onLeft(cause);
        }
    }

    /** Writes no more, and tells nobody. */
    void abandon(String cause) {
        if (state != State.LEFT) {
            stop(cause);
        }
    }

    /** Writes no more. What is left is let go of, and told. */
    private void stop(String cause) {
        generation++;
        claim.cancel();
        log.giveUp();
        state = State.LEFT;
        heldAcks.clear();
        List<LogEntry> left = new ArrayList<>();
        inFlight.clear().forEach(sent -> left.add(sent.entry()));
        left.addAll(waiting.clear());
        int tags = left.stream().mapToInt(LogEntry::tags).sum();
        if (tags > 0) {
            node.dropped(tags);
            LOG.warn("{}: {} tags are not written, or not known to be: {}", name, tags, cause);
        }
        left.forEach(entry -> listener.onReleased(entry.bytes()));
    }
}
