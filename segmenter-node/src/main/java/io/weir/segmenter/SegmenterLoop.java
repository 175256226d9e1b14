package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.kafka.KafkaSettings;
import io.weir.log.LogRecord;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import io.weir.storage.ObjectStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one consumer that reads the logs of all owned streams. It polls at its own pace instead of leaving a
 * fetch waiting at the broker: a waiting fetch over hundreds of partitions is walked through at every append.
 */
final class SegmenterLoop implements OwnedStream.Loop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmenterLoop.class);
    private static final long POLL_INTERVAL_NANOS = 250_000_000L;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final long RETRY_MS = 1_000;
    private static final byte[] NO_BYTES = {};

    private static final long CLOSE_MS = 2_000;

    private final KafkaSettings settings;
    private final String clientId;
    private final ObjectStore store;
    private final IndexWriter index;
    private final Function<StreamName, @Nullable Accepted> latest;
    private final Consumer<StreamName> onFailed;
    private final LongSupplier nanoTime;
    private final LoopTasks tasks;
    private final Thread thread;

    // Of the loop's thread.
    private final Map<TopicPartition, OwnedStream> streams = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private boolean draining;

    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    /**
     * A loop that waits to be started.
     *
     * @param latest the index's latest record of a stream
     * @param onFailed told when a stream could not be cut and was let go
     */
    SegmenterLoop(
            KafkaSettings settings,
            String clientId,
            ObjectStore store,
            IndexWriter index,
            Function<StreamName, @Nullable Accepted> latest,
            Consumer<StreamName> onFailed,
            LongSupplier nanoTime) {
        this.latest = latest;
        this.onFailed = onFailed;
        this.settings = settings;
        this.clientId = clientId;
        this.store = store;
        this.index = index;
        this.nanoTime = nanoTime;
        this.tasks = new LoopTasks(nanoTime);
        this.thread = new Thread(this::run, clientId);
    }

    void start() {
        thread.start();
    }

    /** Begins to cut a stream. */
    void add(StreamName name, String topicId) {
        execute(() -> {
            TopicPartition partition = partition(name);
            if (streams.containsKey(partition) || draining) {
                return;
            }
            KafkaConsumer<byte[], byte[]> reading = reading();
            long first = assign(reading, partition);
            OwnedStream stream = new OwnedStream(name, topicId, first, latest.apply(name), store, index, this);
            streams.put(partition, stream);
            stream.start();
            if (!stream.isReady()) {
                pause(partition); // it waits for its SKIP to be accepted
            }
            LOG.info("{}: cut here, from offset {}", name, reading.position(partition));
        });
    }

    /** Reads a partition too, from its beginning, which is returned. */
    private long assign(KafkaConsumer<byte[], byte[]> reading, TopicPartition partition) {
        Set<TopicPartition> partitions = new HashSet<>(streams.keySet());
        partitions.add(partition);
        reading.assign(partitions); // first: offsets of a partition that is not assigned come with a warning
        try {
            Long begin = reading.beginningOffsets(Set.of(partition)).get(partition);
            long first = begin == null ? 0 : begin;
            reading.seek(partition, first);
            return first;
        } catch (KafkaException e) {
            reading.assign(streams.keySet());
            throw e;
        }
    }

    /** Stops cutting a stream. */
    void remove(StreamName name) {
        execute(() -> {
            TopicPartition partition = partition(name);
            OwnedStream stream = streams.remove(partition);
            if (stream != null) {
                stream.close();
                paused.remove(partition);
                reading().assign(streams.keySet());
                LOG.info("{}: no longer cut here", name);
            }
        });
    }

    /** Tells a stream that the index has a new record of it. */
    void accepted(StreamName name, Accepted next) {
        execute(() -> {
            OwnedStream stream = streams.get(partition(name));
            if (stream != null) {
                stream.onAccepted(next);
            }
        });
    }

    /** Tells a stream that the index holds a record of it that does not count. */
    void refused(StreamName name) {
        execute(() -> {
            OwnedStream stream = streams.get(partition(name));
            if (stream != null) {
                stream.onRefused();
            }
        });
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void executeAfter(long delayMs, Runnable task) {
        tasks.addAfter(delayMs, task);
    }

    @Override
    public void seek(OwnedStream stream, long offset) {
        TopicPartition partition = partition(stream.name());
        reading().seek(partition, offset);
        if (paused.remove(partition)) {
            reading().resume(Set.of(partition));
        }
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> reading = new KafkaConsumer<>(settings.consumer(clientId, 0))) {
                consumer = reading;
                loop(reading);
            } catch (WakeupException | InterruptException e) {
                return; // it is being closed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                consumer = null;
            }
        }
    }

    private void loop(KafkaConsumer<byte[], byte[]> reading) throws InterruptedException {
        long nextPoll = nanoTime.getAsLong();
        while (!closed) {
            tasks.runUntil(nextPoll, this::run);
            long now = nanoTime.getAsLong();
            if (now - nextPoll >= 0) {
                nextPoll = now + POLL_INTERVAL_NANOS;
                if (!draining && !streams.isEmpty()) {
                    poll(reading);
                }
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("segmenter: {}; trying again", e.getMessage());
            executeAfter(RETRY_MS, task);
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> reading) {
        try {
            ConsumerRecords<byte[], byte[]> records;
            do {
                resumeReady(reading);
                records = reading.poll(POLL);
                for (TopicPartition partition : records.partitions()) {
                    give(reading, partition, records.records(partition));
                }
            } while (!records.isEmpty() && tasks.isEmpty());
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, offset) -> outOfRange(reading, partition, offset));
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("segmenter: {}; trying again", e.getMessage());
        }
    }

    private void give(
            KafkaConsumer<byte[], byte[]> reading,
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records) {
        OwnedStream stream = streams.get(partition);
        if (stream == null) {
            return;
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (!stream.isReady()) {
                    // What the store has not taken yet is not read further; the log keeps it.
                    reading.seek(partition, record.offset());
                    pause(partition);
                    return;
                }
                TagKey key = TagKey.decode(record.key());
                if (key != null) {
                    byte[] value = record.value() == null ? NO_BYTES : record.value();
                    stream.accept(new LogRecord(record.offset(), key, value));
                }
            }
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            LOG.error("{}: could not be cut; let go, to be taken anew from its checkpoint", stream.name(), e);
            remove(stream.name());
            onFailed.accept(stream.name());
        }
    }

    private void outOfRange(KafkaConsumer<byte[], byte[]> reading, TopicPartition partition, long offset) {
        OwnedStream stream = streams.get(partition);
        Long begin = reading.beginningOffsets(Set.of(partition)).get(partition);
        if (stream != null && begin != null) {
            reading.seek(partition, begin);
            pause(partition);
            stream.skip(begin, "offset " + offset + " is no longer in the log");
        }
    }

    private void pause(TopicPartition partition) {
        if (paused.add(partition)) {
            reading().pause(Set.of(partition));
        }
    }

    private void resumeReady(KafkaConsumer<byte[], byte[]> reading) {
        paused.removeIf(partition -> {
            OwnedStream stream = streams.get(partition);
            if (stream == null || !stream.isReady()) {
                return stream == null;
            }
            reading.resume(Set.of(partition));
            return true;
        });
    }

    private TopicPartition partition(StreamName name) {
        return new TopicPartition(name.topic(settings.topicPrefix()), 0);
    }

    private KafkaConsumer<byte[], byte[]> reading() {
        KafkaConsumer<byte[], byte[]> reading = consumer;
        if (reading == null) {
            throw new IllegalStateException("the loop has no consumer");
        }
        return reading;
    }

    /** Reads no more, lets what is cut reach the index, and ends. */
    void drain(Duration within) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + within.toNanos();
        execute(() -> {
            draining = true;
            finishWhenIdle(deadline);
        });
        thread.join(within.toMillis() + 500);
    }

    private void finishWhenIdle(long deadline) {
        if (streams.values().stream().anyMatch(OwnedStream::hasPending) && nanoTime.getAsLong() - deadline < 0) {
            executeAfter(50, () -> finishWhenIdle(deadline));
        } else {
            closed = true;
        }
    }

    /** Ends at once; waits for it, 2 s at most. */
    @Override
    public void close() {
        closed = true;
        execute(() -> {}); // it may be waiting for one
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
