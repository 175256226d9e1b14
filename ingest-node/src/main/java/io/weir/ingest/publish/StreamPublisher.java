package io.weir.ingest.publish;

import io.netty.buffer.ByteBuf;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
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
 */
final class StreamPublisher implements Publication, EpochWriter.Listener {
    private static final long TICK_AFTER_MS = 1_000;
    private static final String GONE = "the publisher left while the stream was being claimed";
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
    private final CompletableFuture<Publication> opened = new CompletableFuture<>();

    // Guarded by this.
    private final RunBuilder runs;
    private List<LogEntry> closedRuns = new ArrayList<>();
    private long closedBytes;
    private boolean closed;

    // Of the loop.
    private long epoch = -1;
    private long lastEntryMs;
    private @Nullable String leftBecause;
    private long leftMs;
    private boolean ended;
    private boolean failed;

    StreamPublisher(
            StreamName name,
            String peer,
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
        this.runs = new RunBuilder(node.settings(), this::onClosedRun);
        this.pressure = new Pressure(node.buffer(), this.session);
        Claimant claimant = new Claimant(name.toString(), node.name(), peer, node.settings());
        this.writer = new EpochWriter(claimant, log, node.buffer(), loop, node.wallClockMs(), this);
    }

    StreamName name() {
        return name;
    }

    String peer() {
        return peer;
    }

    CompletableFuture<Publication> open() {
        loop.execute(writer::open);
        CompletableFuture<Publication> unused = opened.whenComplete((publication, failure) -> {
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
        synchronized (this) {
            if (closed) {
                return;
            }
            runs.write(type, timestampMs, body, new Arrival(node.monotonicMs(), node.wallMs()));
            if (closedBytes < RunBuilder.MAX_RUN_BYTES) {
                return; // the timer hands it over
            }
        }
        handOver();
    }

    /** In the lock. */
    private void onClosedRun(LogEntry entry) {
        closedRuns.add(entry);
        closedBytes += entry.bytes();
        pressure.hold(entry.bytes(), node.monotonicMs());
    }

    @Override
    public void close(String cause) {
        leave(cause);
    }

    /** Takes nothing more. Whether the publisher was there until now. */
    private boolean leave(String cause) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            runs.close(node.wallMs());
            onClosedRun(LogEntry.gap(0, node.wallMs(), cause));
            handOver(); // here: whoever finds it closed finds nothing that is still to come
        }
        loop.execute(() -> {
            leftBecause = cause;
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
        synchronized (this) {
            runs.closeDueRun(node.monotonicMs());
        }
        handOver();
        long now = node.monotonicMs();
        if (pressure.passTime(now)) {
            LOG.warn("{}: what was sent cannot be written; whole GOPs are dropped until it can", name);
        }
        writer.send();
        if (epoch < 0 || ended || !writer.isIdle()) {
            return;
        }
        if (leftBecause != null && now - leftMs >= node.lingerMs()) {
            ended = true;
            write(LogEntry.end(node.wallMs(), leftBecause));
        } else if (now - lastEntryMs >= TICK_AFTER_MS) {
            write(LogEntry.tick(node.wallMs()));
        }
    }

    private void write(LogEntry entry) {
        pressure.hold(entry.bytes(), node.monotonicMs());
        take(List.of(entry));
    }

    /** Whether all that was taken is in the log. On the loop. */
    boolean isWritten() {
        return writer.isIdle() || ended || epoch < 0;
    }

    @Override
    public void onOpened(long newEpoch) {
        boolean first = epoch < 0;
        epoch = newEpoch;
        keeper.onOpened(this, newEpoch);
        if (first) {
            lastEntryMs = node.monotonicMs();
            LOG.info("{}: published by {}, epoch {}", name, peer, newEpoch);
            if (!opened.complete(this)) {
                close(GONE); // cancelled when the claim could not be taken back any more
            }
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
        LOG.info("{}: ended, {}", name, leftBecause);
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
        synchronized (this) {
            if (!closed) {
                closed = true;
                runs.close(node.wallMs());
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
        if (leave("the ingest node is stopping")) {
            session.onEnded("the ingest node is stopping");
        }
    }
}
