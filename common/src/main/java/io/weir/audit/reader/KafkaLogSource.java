package io.weir.audit.reader;

import io.weir.audit.AuditException;
import io.weir.audit.LogSource;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.log.TagKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** A stream's log, read with a consumer of its own; it holds what one fetch brought. Confined to one thread. */
final class KafkaLogSource implements LogSource, AutoCloseable {
    /** So much more is read on both sides of the asked time: clocks differ, and what counts is told by what stands before. */
    static final long MARGIN_MS = 120_000;

    private static final Duration POLL = Duration.ofMillis(500);

    /** Polls without a record, although the log goes on: half a minute. */
    private static final int MAX_IDLE_POLLS = 60;

    private static final byte[] NO_BYTES = {};

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Deque<LogRecord> fetched = new ArrayDeque<>();
    private final long begin;
    private final long end;

    /**
     * A source that owns the consumer.
     *
     * @param fromMs wall clock of the first record that matters; null for the log's beginning
     * @param toMs of the first that matters no more; null for the log's end
     * @throws AuditException if Kafka does not answer
     */
    KafkaLogSource(
            Consumer<byte[], byte[]> consumer,
            String topic,
            LogRange range,
            @Nullable Long fromMs,
            @Nullable Long toMs) {
        this.consumer = consumer;
        partition = new TopicPartition(topic, 0);
        try {
            consumer.assign(List.of(partition));
            begin = Math.max(range.begin(), offsetAt(fromMs, -MARGIN_MS, range.begin(), range.end()));
            end = offsetAt(toMs, MARGIN_MS, range.end(), range.end());
            consumer.seek(partition, begin);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private long offsetAt(@Nullable Long atMs, long marginMs, long ifNotAsked, long ifNone) {
        if (atMs == null) {
            return ifNotAsked;
        }
        long time = Math.max(0, atMs + marginMs);
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(Map.of(partition, time));
        OffsetAndTimestamp at = found.get(partition);
        return at == null ? ifNone : at.offset();
    }

    /** Whether the log is read from its very first record. */
    boolean isWhole() {
        return begin == 0;
    }

    @Override
    public @Nullable LogRecord next() {
        int idle = 0;
        while (fetched.isEmpty()) {
            try {
                if (consumer.position(partition) >= end) {
                    return null;
                }
                int count = poll();
                idle = count == 0 ? idle + 1 : 0;
            } catch (OffsetOutOfRangeException e) {
                throw new AuditException("the log's beginning was removed while it was read: ask again", e);
            } catch (KafkaException e) {
                throw failed(e);
            }
            if (idle >= MAX_IDLE_POLLS) {
                throw new AuditException("Kafka gives no more of the log, which goes on to offset " + end);
            }
        }
        return fetched.remove();
    }

    private int poll() {
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TagKey key = record.offset() < end ? TagKey.decode(record.key()) : null;
            if (key != null) {
                fetched.add(new LogRecord(record.offset(), key, record.value() == null ? NO_BYTES : record.value()));
            }
        }
        return records.size();
    }

    private static AuditException failed(KafkaException e) {
        return e instanceof InterruptException
                ? new AuditException("the audit was stopped", e)
                : new AuditException("the log cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
