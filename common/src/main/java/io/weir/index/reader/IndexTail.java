package io.weir.index.reader;

import io.weir.index.Accepted;
import io.weir.index.reader.PartitionReading.Verdict;
import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One consumer's reading of the index, to its end and on. Confined to one thread. */
final class IndexTail {
    /** Takes what is read. */
    interface Sink {
        void accepted(StreamName stream, Accepted latest);

        void refused(StreamName stream);

        /** The latest record was read over again. */
        void repeated(StreamName stream);

        /** All has been read that there was when it was found that it is not known; this is what there is. */
        void loaded(Collection<PartitionReading> all);

        /** All that there was at that time, by the reader's clock, has been read. */
        void proven(long atNanos);
    }

    /** The index that was read is no more, or not as it was. */
    static final class LostException extends Exception {
        LostException(String message) {
            super(message);
        }
    }

    /** What proves that the reading had all there was at a time: where the partitions ended, asked after that time. */
    private record Proof(long atNanos, Map<TopicPartition, Long> ends) {}

    private static final Logger LOG = LoggerFactory.getLogger(IndexTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COLD_POLL = Duration.ofMillis(50);
    private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(2);
    private static final long PROOF_INTERVAL_NANOS = 1_000_000_000L;
    private static final long MAX_PROOF_AGE_NANOS = 5_000_000_000L;
    private static final long TOPIC_ID_TIMEOUT_MS = 5_000;

    private final Consumer<byte[], byte[]> consumer;
    private final IndexSource source;
    private final IndexProgress progress;
    private final Sink sink;
    private boolean cold = true;
    private long nextProofNanos;
    private @Nullable Proof proof;
    private CompletableFuture<@Nullable String> askedId = CompletableFuture.completedFuture(null);

    private IndexTail(Consumer<byte[], byte[]> consumer, IndexSource source, IndexProgress progress, Sink sink) {
        this.consumer = consumer;
        this.source = source;
        this.progress = progress;
        this.sink = sink;
    }

    /**
     * Takes up the reading where it was.
     *
     * @param consumer borrowed
     * @param progress what was read before, which goes on changing
     * @throws LostException if the topic is another one
     * @throws KafkaException if Kafka cannot tell
     */
    static IndexTail begin(
            Consumer<byte[], byte[]> consumer, IndexSource source, IndexProgress progress, Sink sink, long nowNanos)
            throws LostException {
        IndexTail tail = new IndexTail(consumer, source, progress, sink);
        tail.nextProofNanos = nowNanos;
        tail.requireSameTopic();
        List<TopicPartition> assigned = consumer.partitionsFor(source.topic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(assigned);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(assigned);
        for (TopicPartition partition : assigned) {
            long begin = begins.getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(progress.of(partition, begin).position(), begin));
        }
        tail.beginCold(assigned);
        return tail;
    }

    private void requireSameTopic() throws LostException {
        String id;
        try {
            id = source.topicId().get(TOPIC_ID_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the topic " + source.topic() + " could not be looked up: " + e.getMessage(), e);
        }
        if (id == null) {
            throw new KafkaException("there is no topic " + source.topic());
        }
        if (!progress.isOf(id)) {
            throw new LostException("its topic was made anew");
        }
    }

    /**
     * Reads what there is, and waits a little if there is nothing.
     *
     * @throws LostException if the topic is another one, or lost its end
     */
    void turn(long nowNanos) throws LostException {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(cold ? COLD_POLL : POLL)) {
                onRecord(record);
            }
        } catch (OffsetOutOfRangeException e) {
            throw new LostException("it no longer holds what was read: " + e.offsetOutOfRangePartitions());
        }
        endCold();
        if (askedId.isDone() && !askedId.isCompletedExceptionally()) {
            String id = askedId.join();
            if (id != null && !progress.isOf(id)) {
                throw new LostException("its topic was made anew");
            }
        }
        if (!cold) {
            prove(nowNanos);
        }
    }

    /** The ends stay as they were asked, so that the reading comes to them however much is written meanwhile. */
    private void prove(long nowNanos) {
        if (proof != null && nowNanos - proof.atNanos() > MAX_PROOF_AGE_NANOS) {
            proof = null; // a partition may have lost its end, which is not reached then
        }
        if (proof == null && nowNanos - nextProofNanos >= 0) {
            proof = new Proof(nowNanos, consumer.endOffsets(consumer.assignment(), PROOF_TIMEOUT));
            nextProofNanos = nowNanos + PROOF_INTERVAL_NANOS;
            askedId = askedId.isDone() ? source.topicId() : askedId;
        }
        if (proof != null && hasReached(proof.ends())) {
            sink.proven(proof.atNanos());
            proof = null;
        }
    }

    private boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void onRecord(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        PartitionReading reading = progress.of(partition, record.offset());
        if (reading.isBehindHole(record.offset())) {
            beginCold(List.of(partition)); // compaction took what was not read yet
        }
        read(record, reading);
        reading.pass(record.offset()); // last: a record that made it fail is read again
    }

    private void read(ConsumerRecord<byte[], byte[]> record, PartitionReading reading) {
        StreamName stream =
                record.key() == null ? null : StreamName.parse(new String(record.key(), StandardCharsets.UTF_8));
        if (stream == null || record.value() == null) {
            return;
        }
        try {
            Accepted next = Accepted.of(record.value());
            Accepted last = reading.all().get(stream);
            Verdict verdict = reading.accept(stream, next);
            if (verdict == Verdict.ACCEPTED
                    && last != null
                    && !next.record().predecessor().equals(last.hash())) {
                LOG.warn(
                        "{}: index record {} follows one that is not in the index",
                        stream,
                        next.record().msn());
            }
            if (verdict == Verdict.ACCEPTED) {
                sink.accepted(stream, next);
            } else if (verdict == Verdict.REFUSED) {
                sink.refused(stream);
            } else if (verdict == Verdict.REPEATED) {
                sink.repeated(stream);
            }
        } catch (IOException e) {
            LOG.warn("index: record {} of {} passed over: {}", record.offset(), stream, e.getMessage());
        }
    }

    private void beginCold(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ends.forEach((partition, end) -> progress.of(partition, 0).beginCold(end));
        cold = true;
    }

    private void endCold() {
        if (!cold) {
            return;
        }
        Set<TopicPartition> incomplete = new HashSet<>();
        progress.forEach((partition, reading) -> {
            if (reading.reach(consumer.position(partition))) {
                incomplete.add(partition);
            }
        });
        if (!incomplete.isEmpty()) {
            consumer.endOffsets(incomplete)
                    .forEach((partition, end) -> progress.of(partition, 0).extendCold(end));
        }
        if (progress.all().stream().noneMatch(PartitionReading::isCold)) {
            cold = false;
            sink.loaded(progress.all());
        }
    }
}
