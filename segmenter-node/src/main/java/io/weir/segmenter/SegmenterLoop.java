package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads and cuts all owned streams. It fetches at its own pace, not whenever one record has come: each
 * fetch costs something for every stream in it. But it always waits for the answer of the fetch that is on its way. What is
 * left unread of an answer makes the next one larger, so a reader that leaves early falls behind for good.
 *
 * <p>A fault in the loop itself, outside of any stream, is a problem of the process's health; the loop begins anew with a
 * new reader, all streams are taken anew, and the problem is over once that works.
 */
final class SegmenterLoop implements StreamAssigner.Cutting, AutoCloseable {
    /** Is told of streams that are no longer cut here, on the loop's thread. */
    interface Listener {
        /** A stream was let go, and is to be taken anew. */
        void letGo(StreamName stream);

        /** A stream was let go, and is to be left to other segmenters: this node cannot cut it. */
        void left(StreamName stream);

        /** A stream was let go as it was asked for, for it needs nothing more of a log that ends there. */
        void finished(StreamName stream, LogRange log);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SegmenterLoop.class);
    private static final long POLL_INTERVAL_NANOS = 125_000_000L;
    private static final Duration POLL_INTERVAL = Duration.ofNanos(POLL_INTERVAL_NANOS);
    private static final long RESTART_NANOS = 1_000_000_000L;
    private static final long DRAIN_CHECK_MS = 50;
    private static final long CLOSE_MS = 2_000;

    private final Supplier<LogReader> readers;
    private final Function<StreamName, CompletableFuture<@Nullable String>> topicIds;
    private final ObjectStore store;
    private final IndexWriter index;
    private final Remaker remaker;
    private final LatestRecords latest;
    private final Listener listener;
    private final long maxHeldBytes;
    private final LongSupplier nanoTime;
    private final Outage puts;
    private final Outage appends;
    private final AtomicLong damagedFrames = new AtomicLong();
    private final LoopTasks tasks;
    private final Thread thread;

    // Of the loop's thread.
    private @Nullable OwnedStreams streams;
    private boolean draining;

    private volatile @Nullable LogReader reader;
    private volatile @Nullable String problem;
    private volatile boolean closed;

    /**
     * A loop that waits to be started.
     *
     * @param readers makes a reader, once for each beginning of the loop
     * @param topicIds asks for the id of a stream's topic; null if there is none
     * @param remaker makes what the store lacks and playlists name already
     * @param latest what has been read of the index
     * @param maxHeldBytes the most that all streams together hold in open segments and cuts on their way, about
     */
    SegmenterLoop(
            Supplier<LogReader> readers,
            Function<StreamName, CompletableFuture<@Nullable String>> topicIds,
            ObjectStore store,
            IndexWriter index,
            Remaker remaker,
            LatestRecords latest,
            Listener listener,
            long maxHeldBytes,
            LongSupplier nanoTime) {
        this.readers = readers;
        this.topicIds = topicIds;
        this.store = store;
        this.index = index;
        this.remaker = remaker;
        this.latest = latest;
        this.listener = listener;
        this.maxHeldBytes = maxHeldBytes;
        this.nanoTime = nanoTime;
        this.puts = new Outage("segments cannot be stored", nanoTime);
        this.appends = new Outage("the index cannot be written", nanoTime);
        this.tasks = new LoopTasks(nanoTime);
        this.thread = new Thread(this::run, "weir-segmenter");
    }

    void start() {
        thread.start();
    }

    /** Why nothing is cut here, though it should be. */
    Optional<String> problem() {
        return Optional.ofNullable(problem).or(puts::problem).or(appends::problem);
    }

    /** Frames of which something was left out of a segment because it is malformed, since the start. */
    long damagedFrames() {
        return damagedFrames.get();
    }

    /** Does something with the streams, soon; from any thread. */
    private void execute(Consumer<OwnedStreams> task) {
        tasks.add(() -> {
            OwnedStreams now = streams;
            if (now != null) {
                task.accept(now);
            }
        });
    }

    /** Begins to cut a stream. */
    @Override
    public void add(StreamName name, String topicId) {
        tasks.add(() -> {
            OwnedStreams now = streams;
            if (now == null) {
                listener.letGo(name);
            } else if (!draining) {
                now.open(name, topicId);
            }
        });
    }

    /** Stops cutting a stream. */
    @Override
    public void remove(StreamName name) {
        execute(now -> now.close(name));
    }

    /** Stops cutting a stream if all of a log that ends there is cut and in the index. */
    @Override
    public void removeIfFinished(StreamName name, LogRange log) {
        execute(now -> now.closeIfFinished(name, log));
    }

    /** Tells a stream that the index has a new record of it. */
    void accepted(StreamName name, Accepted next) {
        execute(now -> now.accepted(name, next));
    }

    /** Tells a stream that the index holds a record of it that does not count. */
    void refused(StreamName name) {
        execute(now -> now.refused(name));
    }

    /** Tells all streams that the index was lost. */
    void indexRestarted() {
        execute(OwnedStreams::indexRestarted);
    }

    private void run() {
        while (!closed) {
            try (LogReader reading = readers.get()) {
                reader = reading;
                streams = new OwnedStreams(
                        reading,
                        topicIds,
                        tasks,
                        store,
                        index,
                        remaker,
                        latest,
                        listener,
                        maxHeldBytes,
                        puts,
                        appends,
                        damagedFrames);
                loop(reading, streams);
            } catch (WakeupException | InterruptException e) {
                LOG.debug("the loop is woken to be closed");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception | Error e) {
                // Even an Error: all that was open goes with the loop's turn, and the next one needs little.
                problem = "segments are not cut: " + e;
                LOG.error("segmenter: the loop failed and begins anew", e);
            } finally {
                reader = null;
            }
            beginAnew();
        }
    }

    /** Lets all streams go, and rests; what comes meanwhile is put off or means nothing. */
    private void beginAnew() {
        if (closed) {
            return;
        }
        Set<StreamName> before = streams == null ? Set.of() : streams.letAllGo();
        streams = null;
        try {
            tasks.runUntil(nanoTime.getAsLong() + RESTART_NANOS, Runnable::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        before.forEach(listener::letGo);
    }

    private void loop(LogReader reading, OwnedStreams now) throws InterruptedException {
        long nextPoll = nanoTime.getAsLong();
        while (!closed) {
            tasks.runUntil(nextPoll, Runnable::run);
            long turn = nanoTime.getAsLong();
            if (turn - nextPoll >= 0) {
                nextPoll = poll(reading, now) ? turn : turn + POLL_INTERVAL_NANOS;
            }
        }
    }

    /** Whether there is more to be read at once. */
    private boolean poll(LogReader reading, OwnedStreams now) {
        now.beginRound();
        try {
            boolean more = !draining && !now.isEmpty() && reading.poll(POLL_INTERVAL, now);
            problem = null;
            return more;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (problem == null) {
                LOG.warn("segmenter: the log cannot be read, and is tried again: {}", e.getMessage());
            }
            problem = "the log cannot be read: " + e.getMessage();
            return false;
        }
    }

    /** Reads no more, lets what is cut reach the index, and ends. */
    void drain(Duration within) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + within.toNanos();
        tasks.add(() -> {
            draining = true;
            finishWhenIdle(deadline);
        });
        thread.join(within.toMillis() + 500);
    }

    private void finishWhenIdle(long deadline) {
        OwnedStreams now = streams;
        if (now != null && now.hasPending() && nanoTime.getAsLong() - deadline < 0) {
            tasks.addAfter(DRAIN_CHECK_MS, () -> finishWhenIdle(deadline));
        } else {
            closed = true;
        }
    }

    /** Ends at once; waits for it, 2 s at most. */
    @Override
    public void close() {
        closed = true;
        tasks.add(() -> {}); // it may be waiting for one
        LogReader reading = reader;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(CLOSE_MS);
            // An interrupt makes the consumer's own closing fail, so it is for a thread that hangs.
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
