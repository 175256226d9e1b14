package io.weir.camera.registry;

import io.weir.camera.ChangeRules;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The topic of the cameras. Who has the turn is who last began with the transactional id {@code <prefix>-cameras}: Kafka's
 * transaction coordinator then aborts what the one before had open, and brokers refuse what it still sends.
 */
final class KafkaCameraLog implements CameraLog {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofMillis(500);
    private static final int FETCH_MAX_WAIT_MS = 500;
    private static final long TIMEOUT_MS = 5_000;

    /** How often it is asked whether the topic is still the same. */
    private static final long IDENTITY_MS = 2_000;

    /**
     * Who has not read for so long begins again: what says that a camera is no more is itself kept for a limited time (a week).
     * By the wall clock, for a machine that sleeps counts no other.
     */
    private static final long MAX_AWAY_MS = TimeUnit.HOURS.toMillis(6);

    private final KafkaSettings settings;
    private final String clientId;
    private final LongSupplier clockMs;
    private final Topics topics;
    private final TopicPartition partition;
    private final AtomicInteger producers = new AtomicInteger();

    KafkaCameraLog(KafkaSettings settings, String clientId, LongSupplier clockMs) {
        this.clockMs = clockMs;
        this.settings = settings;
        this.clientId = clientId;
        this.topics = new Topics(settings, clientId + "-admin");
        this.partition = new TopicPartition(settings.cameraTopic(), 0);
    }

    @Override
    public long end() throws LogException {
        return committedEnd().end();
    }

    private Topics.CommittedEnd committedEnd() throws LogException {
        try {
            return topics.cameraEnd().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AwayException("Kafka does not tell where the cameras' topic ends (" + cause(e) + ")", e);
        }
    }

    @Override
    public Reading read() {
        return new KafkaReading();
    }

    @Override
    public Turn takeTurn() throws LogException {
        Producer<byte[], byte[]> producer = new KafkaProducer<>(
                settings.transactions(clientId + "-writer-" + producers.incrementAndGet(), settings.cameraTopic()));
        try {
            producer.initTransactions();
            return new KafkaTurn(producer);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new LogException("Kafka does not give the right to write the cameras' topic (" + cause(e) + ")", e);
        }
    }

    @Override
    public void close() {
        topics.close();
    }

    private static String cause(Throwable e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** One producer's turn. */
    private final class KafkaTurn implements Turn {
        private final Producer<byte[], byte[]> producer;

        KafkaTurn(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        @Override
        public long append(List<ChangeRules.Write> writes) throws LogException {
            try {
                producer.beginTransaction();
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (ChangeRules.Write write : writes) {
                    ProducerRecord<byte[], byte[]> record =
                            new ProducerRecord<>(partition.topic(), partition.partition(), write.key(), write.value());
                    record.headers().add(FOLLOW_HEADER, write.follow());
                    sent.add(producer.send(record));
                }
                producer.commitTransaction();
                return sent.get(sent.size() - 1).get().offset() + 1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LogException("interrupted", e);
            } catch (KafkaException | ExecutionException e) {
                throw new LogException("Kafka does not take what was written (" + cause(e) + ")", e);
            }
        }

        @Override
        public void close() {
            producer.close(CLOSE);
        }
    }

    /** One consumer's reading. */
    private final class KafkaReading implements Reading {
        private final Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings.consumerOfTransactions(clientId, FETCH_MAX_WAIT_MS));
        private @Nullable String topicId;
        private CompletableFuture<Topics.CommittedEnd> asked = topics.cameraEnd();
        private long askedMs = clockMs.getAsLong();
        private long toldMs = askedMs;

        KafkaReading() {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
        }

        @Override
        public long poll(Sink sink) throws LostException {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Header follow = record.headers().lastHeader(FOLLOW_HEADER);
                    sink.record(record.offset(), record.key(), record.value(), follow == null ? null : follow.value());
                }
            } catch (OffsetOutOfRangeException e) {
                throw new LostException("the topic no longer holds what was to be read next");
            }
            long position = consumer.position(partition);
            requireSame();
            return position;
        }

        /** A topic that was made anew has another id; one that has lost its end is no longer what was read. */
        private void requireSame() throws LostException {
            if (!asked.isDone()) {
                return;
            }
            if (!asked.isCompletedExceptionally()) {
                Topics.CommittedEnd told = asked.join();
                if (topicId != null && !topicId.equals(told.topicId())) {
                    throw new LostException("the topic was made anew");
                }
                topicId = told.topicId();
                if (askedMs - toldMs > MAX_AWAY_MS) {
                    throw new LostException("the topic could not be read for long");
                }
                toldMs = askedMs;
            }
            long nowMs = clockMs.getAsLong();
            if (Math.abs(nowMs - askedMs) > IDENTITY_MS) {
                askedMs = nowMs;
                asked = topics.cameraEnd();
            }
        }

        @Override
        public void close() {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }
}
