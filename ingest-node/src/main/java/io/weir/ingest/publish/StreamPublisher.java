package io.weir.ingest.publish;

import io.netty.buffer.ByteBuf;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.ingest.publication.PulledPublication;
import io.weir.log.Hold;
import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication: takes tags on the session's thread, makes runs of them, and has them written on the loop.
 *
 * <p>The loop fetches closed runs by its timer, those of all publications together: each wake of the producer costs
 * something for every topic that it knows.
 *
 * <p>When the publisher leaves, media breaks off with a GAP, TICKs say for {@code stream.linger} that it may come back, and
 * an END closes the stream.
 *
 * <p>A pull is the same with a {@link Lease}: what the log acknowledges, be it TICKs alone, keeps the camera. Where the lease
 * ends the stream is claimed again, and the camera is held again only if that claim stands.
 */
final class StreamPublisher implements PulledPublication, EpochWriter.Listener {
    private static final long TICK_AFTER_MS = 1_000;
    private static final String GONE = "the publisher left while the stream was being claimed";
    private static final String TORN = "codec configurations or timestamps changed more than " + BreakLimit.MAX_BREAKS
            + " times within " + BreakLimit.WITHIN_MS / 1000 + " s: see what the encoder sends";
    private static final Logger LOG = LoggerFactory.getLogger(StreamPublisher.class);

    /** What a publisher asks of those who keep it. */
    interface Keeper {
        /** The claim stands: the stream is live, here. */
        void onOpened(StreamPublisher publisher, long epoch);

        /** The publication is over in every respect. */
        void onClosed(StreamPublisher publisher, long epoch);
    }

    private final StreamName name;
    private final String peer;
    private final PublishingNode node;
    private final PublicationListener session;
    private final Keeper keeper;
    private final PublicationLoop loop;
    private final EpochWriter writer;
    private final Pressure pressure;
    private final @Nullable Lease lease;
    private final byte[] tick;
    private final CompletableFuture<StreamPublisher> opened = new CompletableFuture<>();

    // Guarded by this.
    private final RunBuilder runs;
    private List<LogEntry> closedRuns = new ArrayList<>();
    private long closedBytes;
    private boolean closed;

    // Of the loop.
    private long epoch = -1;
    private long lastEntryMs;
    private @Nullable String leftBecause;
    private Departure departure = Departure.LINGER;
    private long leftMs;
    private boolean held;
    private boolean ended;
    private boolean over;
    private boolean failed;

    /**
     * A publication that has not claimed its stream yet.
     *
     * @param hold of a pull; null for others
     * @param silence of a stream that is reaped; null for others
     */
    StreamPublisher(
            StreamName name,
            String peer,
            @Nullable Hold hold,
            Claimant.@Nullable Silence silence,
            PublishingNode node,
            LogAccess log,
            PublicationListener session,
            Keeper keeper) {
        this.name = name;
        this.peer = peer;
        this.node = node;
        this.session = new GuardedSession(name.toString(), session);
        this.keeper = keeper;
        this.loop = new PublicationLoop(node.loop(), this::fail);
        this.runs = new RunBuilder(node.settings(), hold, this::onClosedRun);
        this.lease = hold == null ? null : new Lease(hold.leaseMs());
        this.pressure = new Pressure(node.buffer(), this.session);
        Claimant claimant = new Claimant(
                name.toString(),
                node.name(),
                peer,
                node.settings(),
                hold,
                silence,
                node.ids().getAsLong());
        this.tick = claimant.tick();
        this.writer = new EpochWriter(
                claimant, log, node.buffer(), loop, node.wallClockMs(), node::monotonicMs, node.holderProbe(), this);
    }

    StreamName name() {
        return name;
    }

    String peer() {
        return peer;
    }

    CompletableFuture<StreamPublisher> open() {
        loop.execute(writer::open);
        CompletableFuture<StreamPublisher> unused = opened.whenComplete((publication, failure) -> {
            if (opened.isCancelled()) {
                loop.execute(this::cancelClaim);
            }
        });
        return opened;
    }

    /** Nobody wants the stream any more: a claim that goes on would take it from a publisher who does. */
    private void cancelClaim() {
        if (epoch < 0 && !failed) {
            writer.abandon(GONE);
            finish(GONE);
        }
    }

    @Override
    public void write(int type, int timestampMs, ByteBuf body) {
        boolean torn;
        synchronized (this) {
            if (closed) {
                return;
            }
            runs.write(type, timestampMs, body, new Arrival(node.monotonicMs(), node.wallMs()));
            if (!runs.isTorn() && closedBytes < RunBuilder.MAX_RUN_BYTES) {
                return; // the timer hands it over
            }
            torn = runs.isTorn();
        }
        handOver();
        // A pull is released by whoever closes its connection, when that is done.
        if (torn && (lease != null || leave(TORN, Departure.LINGER))) {
            session.onEnded(TORN);
        }
    }

    /** In the lock. */
    private void onClosedRun(LogEntry entry) {
        closedRuns.add(entry);
        closedBytes += entry.bytes();
        pressure.hold(entry.bytes(), node.monotonicMs());
    }

    @Override
    public boolean isHeld() {
        return lease != null && lease.isHeld(node.monotonicMs());
    }

    @Override
    public void breakOff(String cause) {
        synchronized (this) {
            if (closed) {
                return;
            }
            runs.breakOff(node.wallMs(), cause);
        }
        handOver();
    }

    @Override
    public void timesBroke(String cause) {
        synchronized (this) {
            if (closed) {
                return;
            }
            runs.timesBroke(new Arrival(node.monotonicMs(), node.wallMs()), cause);
        }
        handOver();
    }

    @Override
    public void close(String cause) {
        leave(cause, Departure.LINGER);
    }

    @Override
    public void release(String cause) {
        leave(cause, Departure.RELEASE);
    }

    @Override
    public void end(String cause) {
        leave(cause, Departure.END);
    }

    /** Takes nothing more. Whether the publisher was there until now. */
    private boolean leave(String cause, Departure how) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            runs.close(node.wallMs(), cause);
            handOver(); // here: whoever finds it closed finds nothing that is still to come
        }
        if (lease != null) {
            lease.end(); // who lets a camera go may not connect it once more
        }
        loop.execute(() -> {
            leftBecause = cause;
            departure = how;
            leftMs = node.monotonicMs();
        });
        return true;
    }

    /** Takes what runs are closed to the loop, in their order, whichever thread has closed them. */
    private void handOver() {
        synchronized (this) {
            if (closedRuns.isEmpty()) {
                return;
            }
            List<LogEntry> entries = closedRuns;
            closedRuns = new ArrayList<>();
            closedBytes = 0;
            loop.execute(() -> take(entries));
        }
    }

    private void take(List<LogEntry> entries) {
        lastEntryMs = node.monotonicMs();
        entries.forEach(writer::write);
        while (pressure.mustDrop() && writer.dropOldestGop()) {}
    }

    /** Called by the loop every few dozen ms; never throws. */
    void onTimer() {
        loop.run(this::passTime);
    }

    private void passTime() {
        boolean leaving;
        synchronized (this) {
            runs.closeDueRun(node.monotonicMs());
            leaving = closed;
        }
        handOver();
        long now = node.monotonicMs();
        if (pressure.passTime(now)) {
            LOG.warn("{}: what was sent cannot be written; whole GOPs are dropped until it can", name);
        }
        writer.send();
        if (lease != null && epoch >= 0 && !leaving && !isHeld()) {
            hold(false);
            writer.claimAgain("nothing was acknowledged for so long that another node may take the camera");
        }
        if (epoch < 0 || ended || !writer.isIdle()) {
            return;
        }
        if (leftBecause != null && now - leftMs >= departure.lingerMs(node.lingerMs())) {
            ended = true;
            write(departure.lastEntry(node.wallMs(), leftBecause));
        } else if (now - lastEntryMs >= TICK_AFTER_MS) {
            write(LogEntry.tick(node.wallMs(), tick));
        }
    }

    private void hold(boolean holds) {
        if (held != holds) {
            held = holds;
            session.onHeldChanged(holds);
        }
    }

    private void write(LogEntry entry) {
        pressure.hold(entry.bytes(), node.monotonicMs());
        take(List.of(entry));
    }

    /** Whether all that was taken is in the log. On the loop. */
    boolean isWritten() {
        return over || epoch < 0 || (departure == Departure.LINGER && writer.isIdle());
    }

    @Override
    public void onCutOff(String whose) {
        write(LogEntry.gap(0, node.wallMs(), whose));
    }

    @Override
    public void onOpened(long newEpoch, long fencedMs) {
        boolean first = epoch < 0;
        epoch = newEpoch;
        synchronized (this) {
            if (lease != null && !closed) {
                lease.begin(fencedMs);
            }
        }
        keeper.onOpened(this, newEpoch);
        if (first) {
            lastEntryMs = node.monotonicMs();
            LOG.info("{}: published by {}, epoch {}", name, peer, newEpoch);
            if (!opened.complete(this)) { // cancelled when the claim could not be taken back any more
                leave(GONE, lease == null ? Departure.LINGER : Departure.RELEASE);
            }
        }
        if (lease != null) {
            hold(isHeld());
        }
    }

    @Override
    public void onAcknowledged(long sentMs) {
        if (lease != null) {
            lease.renew(sentMs, node.monotonicMs());
        }
    }

    @Override
    public boolean isWanted() {
        return epoch >= 0 || !opened.isCancelled();
    }

    @Override
    public void onReleased(int bytes) {
        pressure.release(bytes);
    }

    @Override
    public void onEnd() {
        LOG.info("{}: {}, {}", name, departure == Departure.RELEASE ? "released" : "ended", leftBecause);
        over = true;
        if (lease != null) {
            lease.end();
        }
        keeper.onClosed(this, epoch);
    }

    @Override
    public void onLeft(String cause) {
        LOG.info("{}: no longer published by {}: {}", name, peer, cause);
        finish(cause);
    }

    /** A task of this publication threw: it ends here, and the others go on. */
    private void fail(Throwable fault) {
        if (failed) {
            return;
        }
        failed = true;
        LOG.error("{}: ended by a fault of this server", name, fault);
        writer.abandon("a fault of this server");
        finish("a fault of this server; publish again");
    }

    private void finish(String cause) {
        over = true;
        if (lease != null) {
            lease.end();
        }
        synchronized (this) {
            if (!closed) {
                closed = true;
                runs.close(node.wallMs(), cause);
            }
            handOver(); // for the writer to let go of, and to count
        }
        keeper.onClosed(this, epoch);
        boolean wasOpen = !opened.completeExceptionally(new PublicationRefusedException(cause));
        if (wasOpen && !opened.isCancelled() && leftBecause == null) {
            session.onEnded(cause);
        }
    }

    /** For the node's end, when there is no more time: what is not written is counted and told. On the loop. */
    void giveUp() {
        loop.run(() -> writer.abandon("the node ends, and the log did not take them in time"));
    }

    /** For the node's end: the publication stays open in the log, for the publisher to come back to another node. */
    void suspend() {
        Departure how = lease == null ? Departure.LINGER : Departure.RELEASE;
        if (leave("the ingest node is stopping", how)) {
            session.onEnded("the ingest node is stopping");
        }
    }
}
