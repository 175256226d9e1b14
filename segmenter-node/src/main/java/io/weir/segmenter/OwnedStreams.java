package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.log.UnknownSettingsException;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that a loop cuts. A fault in one of them lets that one go: it is to be taken anew after a while, and goes on
 * from its last index record. The others do not notice.
 *
 * <p>Confined to the loop.
 */
final class OwnedStreams implements LogReader.Sink {
    /** A stream that fails again and again is taken anew after 1 s, 2 s and so on, up to this, ms. */
    private static final long MAX_REST_MS = 60_000;

    private static final long FIRST_REST_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(OwnedStreams.class);

    private final LogReader reader;
    private final Openings openings;
    private final LoopTasks tasks;
    private final ObjectStore store;
    private final IndexWriter index;
    private final Remaker remaker;
    private final LatestRecords latest;
    private final SegmenterLoop.Listener listener;
    private final Map<StreamName, OwnedStream> streams = new HashMap<>();
    private final Outage puts;
    private final Outage appends;
    private final AtomicLong damagedFrames;
    private final HeldBytes held;
    private final PutSlots slots = new PutSlots();
    private final Map<StreamName, Retry> faults = new HashMap<>();

    /**
     * No streams yet.
     *
     * @param topicIds asks for the id of a stream's topic; null if there is none
     * @param remaker makes what the store lacks and playlists name already
     * @param latest what has been read of the index
     * @param maxHeldBytes the most that all streams together hold in open segments and cuts on their way, about
     * @param puts told how puts end
     * @param appends told how appends to the index end
     * @param damagedFrames counts them
     */
    OwnedStreams(
            LogReader reader,
            Function<StreamName, CompletableFuture<@Nullable String>> topicIds,
            LoopTasks tasks,
            ObjectStore store,
            IndexWriter index,
            Remaker remaker,
            LatestRecords latest,
            SegmenterLoop.Listener listener,
            long maxHeldBytes,
            Outage puts,
            Outage appends,
            AtomicLong damagedFrames) {
        this.reader = reader;
        this.tasks = tasks;
        this.store = store;
        this.index = index;
        this.remaker = remaker;
        this.latest = latest;
        this.listener = listener;
        this.puts = puts;
        this.appends = appends;
        this.damagedFrames = damagedFrames;
        this.held = new HeldBytes(maxHeldBytes);
        this.openings = new Openings(reader, topicIds, tasks, this::begin, listener::letGo);
    }

    /** Begins to cut a stream. */
    void open(StreamName name, String topicId) {
        if (streams.containsKey(name)) {
            return;
        }
        openings.open(name, topicId);
    }

    private void begin(StreamName name, LogRange range) {
        Seat seat = new Seat(name);
        OwnedStream stream = new OwnedStream(name, range, latest.latest(name), store, index, remaker, seat, slots);
        seat.stream = stream;
        streams.put(name, stream);
        LOG.info("{}: cut here; its log holds offsets {} to {}", name, range.begin(), range.end());
        guard(name, () -> stream.start(latest.isRefusedLast(name)));
    }

    /** Stops cutting a stream. */
    void close(StreamName name) {
        faults.remove(name);
        if (drop(name)) {
            LOG.info("{}: no longer cut here", name);
        }
    }

    /** Stops cutting a stream, and says so, if it needs nothing more of a log that ends there. */
    void closeIfFinished(StreamName name, LogRange log) {
        OwnedStream stream = streams.get(name);
        if (stream != null && stream.isFinished() && hasReached(name, log.end())) {
            close(name);
            listener.finished(name, log);
        }
    }

    private boolean hasReached(StreamName name, long offset) {
        try {
            return reader.position(name) >= offset;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("{}: its position cannot be told now: {}", name, e.getMessage());
            return false; // the next look asks again
        }
    }

    private boolean drop(StreamName name) {
        openings.drop(name);
        reader.remove(name);
        held.remove(name);
        OwnedStream stream = streams.remove(name);
        if (stream != null) {
            stream.close();
        }
        return stream != null;
    }

    /** Lets all streams go, without a word to the reader; gives them. */
    Set<StreamName> letAllGo() {
        Set<StreamName> names = new HashSet<>(streams.keySet());
        names.addAll(openings.names());
        streams.clear();
        return names;
    }

    /** The index has a new latest record of a stream. */
    void accepted(StreamName name, Accepted next) {
        faults.remove(name); // it gets on
        guarded(name, stream -> stream.onAccepted(next));
    }

    /** The index holds a record of a stream that does not count. */
    void refused(StreamName name) {
        guarded(name, OwnedStream::onRefused);
    }

    /** The index was lost and has been read anew. */
    void indexRestarted() {
        for (StreamName name : List.copyOf(streams.keySet())) {
            guarded(name, stream -> stream.onIndexRestarted(latest.latest(name)));
        }
    }

    /** A round of reading begins. */
    void beginRound() {
        held.beginRound();
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** Whether cuts are on their way. */
    boolean hasPending() {
        return streams.values().stream().anyMatch(OwnedStream::hasPending);
    }

    @Override
    public boolean isReady(StreamName name) {
        OwnedStream stream = streams.get(name);
        return stream != null && stream.isReady() && held.hasRoom(name);
    }

    @Override
    public void accept(StreamName name, LogRecord next) {
        guarded(name, stream -> stream.accept(next));
    }

    @Override
    public void outOfRange(StreamName name, long offset) {
        LOG.warn("{}: its log does not hold offset {}; taken anew", name, offset);
        drop(name);
        listener.letGo(name);
    }

    private void guarded(StreamName name, Consumer<OwnedStream> task) {
        OwnedStream stream = streams.get(name);
        if (stream != null) {
            guard(name, () -> task.accept(stream));
        }
    }

    private void guard(StreamName name, Runnable task) {
        try {
            run(name, task);
            OwnedStream stream = streams.get(name);
            if (stream != null) {
                held.set(name, stream.openBytes(), stream.pendingBytes());
                leaveIfMust(name, stream);
            }
        } catch (WakeupException | InterruptException e) {
            throw e; // the loop is being closed
        } catch (RuntimeException e) {
            onFault(name, e);
        }
    }

    private void run(StreamName name, Runnable task) {
        try {
            task.run();
        } catch (UnknownSettingsException e) {
            OwnedStream stream = streams.get(name);
            if (stream != null) {
                stream.stopReading(String.valueOf(e.getMessage()));
            }
        }
    }

    private void leaveIfMust(StreamName name, OwnedStream stream) {
        String why = stream.mustLeave();
        if (why != null) {
            LOG.warn("{}: not cut here, but left to other segmenters: {}", name, why);
            drop(name);
            listener.left(name);
        }
    }

    private void onFault(StreamName name, RuntimeException fault) {
        drop(name);
        Retry retry = faults.computeIfAbsent(name, first -> new Retry(FIRST_REST_MS, MAX_REST_MS));
        long restMs = retry.delayMs();
        if (retry.isFirst()) {
            LOG.error("{}: could not be cut; taken anew from its last index record in {} ms", name, restMs, fault);
        } else {
            LOG.warn("{}: could not be cut again ({}); taken anew in {} ms", name, fault, restMs);
        }
        tasks.addAfter(restMs, () -> listener.letGo(name));
    }

    /** A stream's place in the loop. */
    private final class Seat implements StreamLoop {
        private final StreamName name;
        private @Nullable OwnedStream stream;

        Seat(StreamName name) {
            this.name = name;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(() -> runIfHere(task));
        }

        @Override
        public void executeAfter(long delayMs, Runnable task) {
            tasks.addAfter(delayMs, () -> runIfHere(task));
        }

        private void runIfHere(Runnable task) {
            if (stream != null && streams.get(name) == stream) {
                guard(name, task);
            }
        }

        @Override
        public void damaged(int frames) {
            damagedFrames.addAndGet(frames);
        }

        @Override
        public void putEnded(@Nullable Throwable error) {
            puts.ended(error);
        }

        @Override
        public void appendEnded(@Nullable Throwable error) {
            appends.ended(error);
        }

        @Override
        public void seek(long offset) {
            reader.seek(name, offset);
        }
    }
}
