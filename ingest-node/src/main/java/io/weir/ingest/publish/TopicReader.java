package io.weir.ingest.publish;

import io.weir.kafka.KafkaSettings;
import io.weir.log.Claim;
import io.weir.log.LogRecord;
import io.weir.log.LogTail;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads short ranges of stream topics, one at a time, on a thread of its own; passes over what is not wanted any more. */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long READ_TIMEOUT_NANOS = 5_000_000_000L;

    /** What is read is short but for a writer's own 4 MiB; a larger record comes alone. */
    private static final int MAX_FETCH_BYTES = 256 << 10;

    /** Records that are read of a log's end: with runs of 100 ms a GOP of six seconds, */
    private static final int FIRST_TAIL = 64;

    /** and at the most. */
    private static final int MAX_TAIL = 1_024;

    private final ExecutorService thread;
    private final String name;
    private final KafkaSettings settings;
    private final LongSupplier nanoTime;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    TopicReader(KafkaSettings settings, LongSupplier nanoTime, int index) {
        this.name = "weir-ingest-reader-" + index;
        this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, name));
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** The offset that the topic's next record will have. */
    CompletableFuture<Long> end(String topic, BooleanSupplier wanted) {
        return call(wanted, () -> bound(topic, Consumer::endOffsets));
    }

    /** Where the topic begins or ends. */
    private long bound(
            String topic, BiFunction<Consumer<?, ?>, Collection<TopicPartition>, Map<TopicPartition, Long>> which) {
        TopicPartition partition = new TopicPartition(topic, 0);
        KafkaConsumer<byte[], byte[]> reading = consumer();
        reading.assign(Set.of(partition)); // of a partition that is not assigned it would warn
        return which.apply(reading, Set.of(partition)).getOrDefault(partition, 0L);
    }

    /** Who may hold the topic's stream: reads back as far as its writer's hold stands, and {@value #MAX_TAIL} records at most. */
    CompletableFuture<LogTail> tail(String topic, BooleanSupplier wanted) {
        return call(wanted, () -> {
            long begin = bound(topic, Consumer::beginningOffsets);
            long end = bound(topic, Consumer::endOffsets);
            LogTail tail = LogTail.EMPTY;
            for (int count = FIRST_TAIL; count <= MAX_TAIL; count *= 4) {
                long from = Math.max(begin, end - count);
                tail = LogTail.of(records(readNow(topic, from, end)), from, end);
                if (tail.complete() || from == begin) {
                    break;
                }
            }
            return tail;
        });
    }

    private static List<LogRecord> records(List<ConsumerRecord<byte[], byte[]>> read) {
        List<LogRecord> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read) {
            TagKey key = TagKey.decode(record.key());
            if (key != null) {
                byte[] value = record.value() == null ? new byte[0] : record.value();
                records.add(new LogRecord(record.offset(), key, value));
            }
        }
        return records;
    }

    /** The keys of the records in {@code [from, to)}; records of unknown form are left out. */
    CompletableFuture<List<LogAccess.Placed>> read(String topic, long from, long to, BooleanSupplier wanted) {
        return from >= to
                ? CompletableFuture.completedFuture(List.of())
                : call(wanted, () -> placed(readNow(topic, from, to)));
    }

    /** The CLAIM at an offset, or null if there is none any more. */
    CompletableFuture<@Nullable Claim> claim(String topic, long offset, BooleanSupplier wanted) {
        return call(wanted, () -> {
            try {
                List<ConsumerRecord<byte[], byte[]>> records = readNow(topic, offset, offset + 1);
                return claim(records);
            } catch (LogAccess.ExpiredException e) {
                return null;
            }
        });
    }

    /** What has become of a topic, which had that id before this was asked, since a claim was written at the offset. */
    CompletableFuture<LogAccess.ClaimedTopic> claimedTopic(
            String topic, String topicId, long offset, TagKey claim, BooleanSupplier wanted) {
        return call(wanted, () -> {
            long begin = bound(topic, Consumer::beginningOffsets);
            long end = bound(topic, Consumer::endOffsets);
            if (offset < begin || offset >= end) {
                return new LogAccess.ClaimedTopic(topicId, false, false);
            }
            Claim first = claim(readNow(topic, begin, begin + 1));
            // After the first record: where that condemns nothing, and the claim is behind it, nobody removes the
            // topic.
            boolean holdsClaim = placed(readNow(topic, offset, offset + 1)).stream()
                    .anyMatch(record -> record.key().equals(claim));
            return new LogAccess.ClaimedTopic(topicId, holdsClaim, first != null && first.condemns(topicId, begin));
        });
    }

    /** The first of the records if it is a CLAIM of a known form, else null. */
    private static @Nullable Claim claim(List<ConsumerRecord<byte[], byte[]>> read) {
        List<LogRecord> records = records(read);
        return records.isEmpty() || records.get(0).key().kind() != RecordKind.CLAIM
                ? null
                : Claim.decode(records.get(0).value());
    }

    private static List<LogAccess.Placed> placed(List<ConsumerRecord<byte[], byte[]>> read) {
        return records(read).stream()
                .map(record -> new LogAccess.Placed(record.offset(), record.key()))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> readNow(String topic, long from, long to) {
        TopicPartition partition = new TopicPartition(topic, 0);
        KafkaConsumer<byte[], byte[]> reading = consumer();
        reading.assign(Set.of(partition));
        reading.seek(partition, from);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long begun = nanoTime.getAsLong();
        while (reading.position(partition) < to) {
            if (nanoTime.getAsLong() - begun > READ_TIMEOUT_NANOS) {
                throw new TimeoutException("offsets " + from + " to " + to + " of " + topic + " could not be read");
            }
            for (ConsumerRecord<byte[], byte[]> record : poll(reading, from)) {
                if (record.offset() < to) {
                    records.add(record);
                }
            }
        }
        // It stays assigned until the next reading: answers on their way for it would else be warned of.
        return records;
    }

    private static ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> reading, long from) {
        try {
            return reading.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            throw new LogAccess.ExpiredException("offset " + from + " is not in the log", e);
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> call(BooleanSupplier wanted, Supplier<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (!wanted.getAsBoolean()) {
                        throw new CancellationException("nobody waits for it any more");
                    }
                    return task.get();
                },
                thread);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(config());
        }
        return consumer;
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(settings.consumer(name, 100));
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES);
        return config;
    }

    @Override
    public void close() {
        thread.execute(() -> {
            if (consumer != null) {
                consumer.close();
            }
        });
        thread.shutdown();
    }
}
