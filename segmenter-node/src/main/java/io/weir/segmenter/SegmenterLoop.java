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
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

    private record Delayed(long atNanos, Runnable task) {}

    private final KafkaSettings settings;
    private final String clientId;
    private final ObjectStore store;
    private final IndexWriter index;
    private final Function<StreamName, @Nullable Accepted> latest;
    private final Consumer<StreamName> onFailed;
    private final LongSupplier nanoTime;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));
    private final Thread thread;

    // Of the loop's thread.
    private final Map<TopicPartition, OwnedStream> streams = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private boolean draining;
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
            Long begin = reading.beginningOffsets(Set.of(partition)).get(partition);
            long first = begin == null ? 0 : begin;
            Accepted last = latest.apply(name);
            OwnedStream stream = new OwnedStream(name, topicId, first, last, store, index, this);
            streams.put(partition, stream);
            reading.assign(streams.keySet());
            reading.seek(partition, first);
            stream.start(first);
            if (!stream.isReady()) {
                pause(partition); // it waits for its SKIP to be accepted
            }
            LOG.info("{}: cut here, from offset {}", name, reading.position(partition));
        });
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

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void executeAfter(long delayMs, Runnable task) {
        long at = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delayMs);
        execute(() -> delayed.add(new Delayed(at, task)));
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
            } catch (InterruptException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void loop(KafkaConsumer<byte[], byte[]> reading) throws InterruptedException {
        long nextPoll = nanoTime.getAsLong();
        while (!closed) {
            runTasks(nextPoll);
            long now = nanoTime.getAsLong();
            if (now - nextPoll >= 0) {
                nextPoll = now + POLL_INTERVAL_NANOS;
                if (!draining && !streams.isEmpty()) {
                    poll(reading);
                }
            }
        }
    }

    /** Runs what is to be run, and waits for more until {@code untilNanos}. */
    private void runTasks(long untilNanos) throws InterruptedException {
        while (true) {
            long now = nanoTime.getAsLong();
            Delayed due = delayed.peek();
            if (due != null && due.atNanos() - now <= 0) {
                delayed.remove();
                run(due.task());
                continue;
            }
            long wakeNanos = due == null ? untilNanos : Math.min(due.atNanos(), untilNanos);
            Runnable task = wakeNanos - now > 0 ? tasks.poll(wakeNanos - now, TimeUnit.NANOSECONDS) : tasks.poll();
            if (task != null) {
                run(task);
            } else if (untilNanos - nanoTime.getAsLong() <= 0) {
                return;
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (InterruptException e) {
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
        } catch (InterruptException e) {
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
        if (consumer == null) {
            throw new IllegalStateException("the loop has no consumer");
        }
        return consumer;
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

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
