package io.weir.remake;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.log.LogRecord;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the streams' topics. One thread serves all who ask, one after the other, with one consumer; it holds the records of
 * one segment at a time.
 */
public final class LogRemaker implements Remaker, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FETCH_MAX_WAIT_MS = 100;

    /** For one entry. */
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What is fetched at once; most of a fetch that is left early is read in vain. */
    private static final int MAX_FETCH_BYTES = 2 << 20;

    private static final byte[] NO_BYTES = {};
    private static final Logger LOG = LoggerFactory.getLogger(LogRemaker.class);

    private final KafkaSettings kafka;
    private final String clientId;
    private final LongSupplier nanoTime;
    private final ExecutorService thread;

    // Of the thread.
    private @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Topics topics;

    /** A remaker with clients of its own, made when they are first needed. */
    public LogRemaker(KafkaSettings kafka, String clientId, LongSupplier nanoTime) {
        this.kafka = kafka;
        this.clientId = clientId;
        this.nanoTime = nanoTime;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, clientId);
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public CompletableFuture<Cut> next(StreamName stream, String topicId, CutState checkpoint) {
        return CompletableFuture.supplyAsync(() -> topics().streamTopicId(stream), thread)
                .thenCompose(found -> found)
                .thenApplyAsync(
                        found -> {
                            if (!topicId.equals(found)) {
                                throw new LostException("the topic of " + stream + " is another one");
                            }
                            return read(stream, checkpoint);
                        },
                        thread);
    }

    private Cut read(StreamName stream, CutState checkpoint) {
        try {
            return readNow(new TopicPartition(stream.topic(kafka.topicPrefix()), 0), checkpoint);
        } catch (OffsetOutOfRangeException e) {
            throw new LostException("the log of " + stream + " no longer holds offset "
                    + checkpoint.mark().offset());
        }
    }

    private Cut readNow(TopicPartition partition, CutState checkpoint) {
        Consumer<byte[], byte[]> reading = consumer();
        reading.assign(Set.of(partition));
        reading.seek(partition, checkpoint.mark().offset());
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(checkpoint, cuts::add);
        long begun = nanoTime.getAsLong();
        while (true) {
            ConsumerRecords<byte[], byte[]> records = reading.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TagKey key = TagKey.decode(record.key());
                if (key != null) {
                    byte[] value = record.value() == null ? NO_BYTES : record.value();
                    cutter.accept(new LogRecord(record.offset(), key, value));
                }
                if (!cuts.isEmpty()) {
                    return cuts.get(0);
                }
            }
            if (nanoTime.getAsLong() - begun > TIMEOUT_NANOS) {
                throw new TimeoutException(
                        "no entry behind offset " + checkpoint.mark().offset() + " of " + partition + " within "
                                + TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS) + " s");
            }
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Map<String, Object> config = new HashMap<>(kafka.consumer(clientId, FETCH_MAX_WAIT_MS));
            config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES);
            consumer = new KafkaConsumer<>(config);
        }
        return consumer;
    }

    private Topics topics() {
        if (topics == null) {
            topics = new Topics(kafka, clientId + "-admin");
        }
        return topics;
    }

    /** Ends what is asked for after what is being read; waits for nothing. */
    @Override
    public void close() {
        thread.execute(() -> {
            try {
                if (consumer != null) {
                    consumer.close();
                }
            } catch (KafkaException e) {
                LOG.debug("the remaker's consumer could not be closed: {}", e.getMessage());
            }
            if (topics != null) {
                topics.close();
            }
        });
        thread.shutdown();
    }
}
