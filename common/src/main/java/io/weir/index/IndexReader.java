package io.weir.index;

import io.weir.kafka.KafkaSettings;
import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole index, from its beginning to its end and on, and keeps each stream's latest accepted record in memory.
 * One thread reads; every query returns at once.
 */
public final class IndexReader implements AutoCloseable {
    /** What a reader tells as it reads, on its own thread. */
    public interface Listener {
        /** A stream has a new latest record. While the index is first read, only the last of them is told. */
        void accepted(StreamName stream, Accepted latest);

        /** A record that is not the latest over again was refused; the latest stays. */
        default void refused(StreamName stream) {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(IndexReader.class);
    private static final int FETCH_MAX_WAIT_MS = 500;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(2);
    private static final long PROOF_INTERVAL_NANOS = 1_000_000_000L;
    private static final long RETRY_MS = 500;
    private static final long CLOSE_MS = 2_000;

    private final KafkaSettings settings;
    private final String clientId;
    private final LongSupplier nanoTime;
    private final Map<StreamName, Accepted> latest = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean loaded;
    private volatile long provenNanos;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    // Of the reading thread.
    private final Map<TopicPartition, IndexFold> folds = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> coldUntil = new HashMap<>();

    /** A reader that waits to be started. */
    public IndexReader(KafkaSettings settings, String clientId, LongSupplier nanoTime) {
        this.settings = settings;
        this.clientId = clientId;
        this.nanoTime = nanoTime;
        this.provenNanos = nanoTime.getAsLong();
        this.thread = new Thread(this::run, clientId);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Whether the index has been read to where it ended when the reading began. */
    public boolean isLoaded() {
        return loaded;
    }

    /** A stream's latest accepted record, or null. */
    public @Nullable Accepted latest(StreamName stream) {
        return latest.get(stream);
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
        if (!loaded) {
            return Optional.of("the index is still being read");
        }
        long ageNanos = nanoTime.getAsLong() - provenNanos;
        return ageNanos <= maxAge.toNanos()
                ? Optional.empty()
                : Optional.of("the index could not be read for " + ageNanos / 1_000_000_000L + " s");
    }

    private void run() {
        while (!isClosed()) {
            try (KafkaConsumer<byte[], byte[]> reading =
                    new KafkaConsumer<>(settings.consumer(clientId, FETCH_MAX_WAIT_MS))) {
                consumer = reading;
                read(reading);
            } catch (WakeupException | InterruptException e) {
                return; // it is being closed
            } catch (KafkaException e) {
                LOG.warn("index: {}; trying again", e.getMessage());
                if (isClosedWithin(RETRY_MS)) {
                    return;
                }
            } finally {
                consumer = null;
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> reading) {
        List<TopicPartition> partitions = reading.partitionsFor(settings.indexTopic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("there is no topic " + settings.indexTopic());
        }
        reading.assign(partitions);
        // A reader that was cut off goes on from where it was: what it knows is not forgotten.
        Map<TopicPartition, Long> begins = reading.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            positions.putIfAbsent(partition, begins.getOrDefault(partition, 0L));
            reading.seek(partition, Math.max(positions.get(partition), begins.getOrDefault(partition, 0L)));
        }
        beginCold(reading, partitions);
        long nextProof = nanoTime.getAsLong();
        while (!isClosed()) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll(loaded ? POLL : Duration.ofMillis(50))) {
                onRecord(reading, record);
            }
            endCold(reading);
            if (loaded && nanoTime.getAsLong() - nextProof >= 0) {
                long asked = nanoTime.getAsLong();
                Map<TopicPartition, Long> ends = reading.endOffsets(partitions, PROOF_TIMEOUT);
                if (ends.entrySet().stream().allMatch(end -> reading.position(end.getKey()) >= end.getValue())) {
                    provenNanos = asked;
                    nextProof = asked + PROOF_INTERVAL_NANOS;
                }
            }
        }
    }

    private void onRecord(KafkaConsumer<byte[], byte[]> reading, ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        IndexFold fold = fold(partition);
        Long expected = positions.put(partition, record.offset() + 1);
        if (!fold.isCold() && expected != null && record.offset() != expected) {
            beginCold(reading, List.of(partition)); // compaction took what was not read yet
        }
        StreamName stream =
                record.key() == null ? null : StreamName.parse(new String(record.key(), StandardCharsets.UTF_8));
        if (stream == null || record.value() == null) {
            return;
        }
        try {
            Accepted next = Accepted.of(record.value());
            if (fold.accept(stream, next)) {
                latest.put(stream, next);
                if (!fold.isCold()) {
                    listeners.forEach(listener -> listener.accepted(stream, next));
                }
            } else if (!fold.isCold() && isAnother(stream, next)) {
                listeners.forEach(listener -> listener.refused(stream));
            }
        } catch (IOException e) {
            LOG.warn("index: record {} of {} passed over: {}", record.offset(), stream, e.getMessage());
        }
    }

    private boolean isAnother(StreamName stream, Accepted refused) {
        Accepted last = latest.get(stream);
        return last != null && !last.hash().equals(refused.hash());
    }

    private void beginCold(KafkaConsumer<byte[], byte[]> reading, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = reading.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            fold(partition).beginCold();
            coldUntil.put(partition, ends.getOrDefault(partition, 0L));
        }
    }

    private void endCold(KafkaConsumer<byte[], byte[]> reading) {
        if (coldUntil.isEmpty()) {
            return;
        }
        coldUntil.entrySet().removeIf(until -> {
            if (reading.position(until.getKey()) < until.getValue()) {
                return false;
            }
            fold(until.getKey()).endCold();
            positions.put(until.getKey(), reading.position(until.getKey()));
            return true;
        });
        if (coldUntil.isEmpty()) {
            provenNanos = nanoTime.getAsLong();
            loaded = true;
            latest.forEach((stream, record) -> listeners.forEach(listener -> listener.accepted(stream, record)));
        }
    }

    private IndexFold fold(TopicPartition partition) {
        return folds.computeIfAbsent(partition, created -> new IndexFold());
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
        KafkaConsumer<byte[], byte[]> reading = consumer;
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
