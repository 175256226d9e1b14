package io.weir.index.reader;

import io.weir.index.Accepted;
import io.weir.kafka.KafkaSettings;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole index, from its beginning to its end and on, and keeps each stream's latest accepted record in memory.
 * One thread reads; every query returns at once.
 *
 * <p>An index that was lost, because its topic was made anew or its end cut off, is forgotten and read from its beginning;
 * until that is done the reader is not loaded.
 */
public final class IndexReader implements AutoCloseable {
    /** What a reader tells as it reads, on its own thread. */
    public interface Listener {
        /** A stream has a new latest record. While the index is first read, only the last of them is told. */
        void accepted(StreamName stream, Accepted latest);

        /** A record that is not the latest over again was refused; the latest stays. */
        default void refused(StreamName stream) {}

        /** The index was lost: what was told before counts no more. It has been read anew, and is told now. */
        default void restarted() {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(IndexReader.class);
    private static final int FETCH_MAX_WAIT_MS = 500;
    private static final long RETRY_MS = 500;
    private static final long CLOSE_MS = 2_000;

    private final IndexSource source;
    private final LongSupplier nanoTime;
    private final Map<StreamName, Accepted> latest = new ConcurrentHashMap<>();
    private final Set<StreamName> refusedLast = ConcurrentHashMap.newKeySet();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable String notLoaded = "the index is still being read";
    private volatile long provenNanos;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    // Of the reading thread.
    private IndexProgress progress = new IndexProgress();
    private boolean restarting;
    private boolean failing;

    /** A reader that waits to be started. */
    public IndexReader(KafkaSettings settings, String clientId, LongSupplier nanoTime) {
        this(IndexSource.of(settings, clientId, FETCH_MAX_WAIT_MS), clientId, nanoTime);
    }

    /** A reader that owns the source. */
    IndexReader(IndexSource source, String threadName, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.provenNanos = nanoTime.getAsLong();
        this.thread = new Thread(this::run, threadName);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Whether the index has been read to where it ended when the reading began. */
    public boolean isLoaded() {
        return notLoaded == null;
    }

    /** A stream's latest accepted record, or null. */
    public @Nullable Accepted latest(StreamName stream) {
        return latest.get(stream);
    }

    /** Whether the last record that the index holds of a stream does not count: compaction would keep that one. */
    public boolean isRefusedLast(StreamName stream) {
        return refusedLast.contains(stream);
    }

    /** Every stream's latest accepted record; a live view. */
    public Map<StreamName, Accepted> all() {
        return latest;
    }

    /** Tells the listener from now on. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Why the records cannot be proved current to within {@code maxAge}; empty if they can. */
    public Optional<String> staleness(Duration maxAge) {
        if (thread.getState() == Thread.State.TERMINATED) {
            return Optional.of("the index is no longer read: its thread has ended");
        }
        String why = notLoaded;
        if (why != null) {
            return Optional.of(why);
        }
        long ageNanos = nanoTime.getAsLong() - provenNanos;
        return ageNanos <= maxAge.toNanos()
                ? Optional.empty()
                : Optional.of("the index could not be read for " + ageNanos / 1_000_000_000L + " s");
    }

    private void run() {
        while (!isClosed()) {
            try (Consumer<byte[], byte[]> reading = source.consumer()) {
                consumer = reading;
                IndexTail tail = IndexTail.begin(reading, source, progress, new Told(), nanoTime.getAsLong());
                while (!isClosed()) {
                    tail.turn(nanoTime.getAsLong());
                }
            } catch (WakeupException | InterruptException e) {
                return; // it is being closed
            } catch (IndexTail.LostException e) {
                startOver(e.getMessage());
            } catch (RuntimeException | Error e) {
                // Even an Error: what it was reading is read again.
                failed(e);
            } finally {
                consumer = null;
            }
            if (isClosedWithin(RETRY_MS)) {
                return;
            }
        }
    }

    private void startOver(@Nullable String why) {
        LOG.error("index: {}; all is forgotten, and read from its beginning", why);
        notLoaded = "the index is read from its beginning: " + why;
        restarting = true;
        latest.clear();
        progress = new IndexProgress();
    }

    /** One line for one failure, however often it is tried again. */
    private void failed(Throwable e) {
        if (failing) {
            return;
        }
        failing = true;
        if (e instanceof KafkaException) {
            LOG.warn("index: cannot be read, and is tried again: {}", e.getMessage());
        } else {
            LOG.error("index: the reading failed, and is tried again", e);
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private boolean isClosedWithin(long ms) {
        try {
            return closing.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Stops reading; waits for it, 2 s at most. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> reading = consumer;
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
        source.close();
    }

    /** Takes what the tail reads, on the reading thread. */
    private final class Told implements IndexTail.Sink {
        @Override
        public void accepted(StreamName stream, Accepted next) {
            latest.put(stream, next);
            refusedLast.remove(stream);
            listeners.forEach(listener -> listener.accepted(stream, next));
        }

        @Override
        public void refused(StreamName stream) {
            refusedLast.add(stream);
            listeners.forEach(listener -> listener.refused(stream));
        }

        @Override
        public void repeated(StreamName stream) {
            refusedLast.remove(stream);
        }

        @Override
        public void loaded(Collection<PartitionReading> all) {
            all.forEach(partition -> latest.putAll(partition.all()));
            refusedLast.clear();
            provenNanos = nanoTime.getAsLong();
            notLoaded = null;
            if (restarting) {
                restarting = false;
                listeners.forEach(Listener::restarted);
            }
            latest.forEach((stream, record) -> listeners.forEach(listener -> listener.accepted(stream, record)));
            for (PartitionReading partition : all) {
                partition.refusedLast().forEach(this::refused);
            }
        }

        @Override
        public void proven(long atNanos) {
            if (atNanos - provenNanos > 0) {
                provenNanos = atNanos;
            }
            failing = false;
        }
    }
}
