package io.weir.segmenter;

import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the logs of many streams with one consumer, each from where it is told, and only those that have room. Confined to
 * one thread, but for {@link #wakeup}.
 */
final class LogReader implements AutoCloseable {
    /** Takes what is read. */
    interface Sink {
        /** Whether the stream takes a record now. */
        boolean isReady(StreamName stream);

        /** Takes a stream's next record. */
        void accept(StreamName stream, LogRecord next);

        /** The log does not hold the offset that the stream's reading has reached; it is read no further. */
        void outOfRange(StreamName stream, long offset);
    }

    /** How long the broker may hold a fetch that finds nothing, ms: so long a stream that is added then may wait too. */
    static final int FETCH_MAX_WAIT_MS = 100;

    /** For what a log holds: while the answer is awaited no stream is read. A log without a leader gives none. */
    private static final Duration ASK = Duration.ofMillis(500);

    private static final byte[] NO_BYTES = {};

    private final Consumer<byte[], byte[]> consumer;
    private final String topicPrefix;
    private final Map<TopicPartition, StreamName> streams = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();

    /** A reader that owns the consumer. */
    LogReader(Consumer<byte[], byte[]> consumer, String topicPrefix) {
        this.consumer = consumer;
        this.topicPrefix = topicPrefix;
    }

    /**
     * Reads a stream too. It is given nothing before {@link #seek}.
     *
     * @return what its topic holds
     * @throws KafkaException if that cannot be told; the stream is not read then
     */
    LogRange add(StreamName stream, String topicId) {
        TopicPartition partition = partition(stream);
        Set<TopicPartition> partitions = new HashSet<>(streams.keySet());
        partitions.add(partition);
        consumer.assign(partitions); // first: offsets of a partition that is not assigned come with a warning
        try {
            long begin = consumer.beginningOffsets(Set.of(partition), ASK).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(Set.of(partition), ASK).getOrDefault(partition, begin);
            consumer.seek(partition, begin);
            streams.put(partition, stream);
            pause(partition);
            return new LogRange(topicId, begin, end);
        } catch (KafkaException e) {
            consumer.assign(streams.keySet());
            throw e;
        }
    }

    /** Reads a stream no more. */
    void remove(StreamName stream) {
        TopicPartition partition = partition(stream);
        if (streams.remove(partition) != null) {
            paused.remove(partition);
            consumer.assign(streams.keySet());
        }
    }

    /** Reads a stream on from an offset. */
    void seek(StreamName stream, long offset) {
        TopicPartition partition = partition(stream);
        consumer.seek(partition, offset);
        if (paused.remove(partition)) {
            consumer.resume(Set.of(partition));
        }
    }

    /** The offset that a stream is given next, once it was sought. */
    long position(StreamName stream) {
        return consumer.position(partition(stream));
    }

    /**
     * Gives what a fetch brought; the next fetch is on its way by then.
     *
     * @param timeout how long to wait for a fetch's answer. The next poll takes up one that needs longer
     * @return whether there is more at once
     */
    boolean poll(Duration timeout, Sink sink) {
        resumeReady(sink);
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, offset) -> {
                StreamName stream = streams.get(partition);
                if (stream != null) {
                    sink.outOfRange(stream, offset);
                }
            });
            return false;
        }
        boolean more = false;
        for (TopicPartition partition : records.partitions()) {
            give(partition, records.records(partition), sink);
            more |= isBehind(partition);
        }
        return more;
    }

    private boolean isBehind(TopicPartition partition) {
        return streams.containsKey(partition)
                && !paused.contains(partition)
                && consumer.currentLag(partition).orElse(0) > 0;
    }

    private void give(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, Sink sink) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            StreamName stream = streams.get(partition);
            if (stream == null) {
                return; // let go at the record before
            }
            if (!sink.isReady(stream)) {
                // What the store has not taken yet is not read further; the log keeps it.
                consumer.seek(partition, record.offset());
                pause(partition);
                return;
            }
            TagKey key = TagKey.decode(record.key());
            if (key != null) {
                byte[] value = record.value() == null ? NO_BYTES : record.value();
                sink.accept(stream, new LogRecord(record.offset(), key, value));
            }
        }
    }

    private void pause(TopicPartition partition) {
        if (paused.add(partition)) {
            consumer.pause(Set.of(partition));
        }
    }

    private void resumeReady(Sink sink) {
        paused.removeIf(partition -> {
            StreamName stream = streams.get(partition);
            if (stream == null || !sink.isReady(stream)) {
                return stream == null;
            }
            consumer.resume(Set.of(partition));
            return true;
        });
    }

    private TopicPartition partition(StreamName stream) {
        return new TopicPartition(stream.topic(topicPrefix), 0);
    }

    /** Makes what waits for Kafka throw; from any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
