package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.LogTail;
import io.weir.log.TagKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A stream's topic through Kafka's clients, which all streams of the node share. */
final class KafkaLog implements LogAccess {
    private static final long ASK_AGAIN_MS = 100;
    private static final int MAX_ASKED = 200;

    private final String topic;
    private final StreamTopic administered;
    private final Producer<byte[], byte[]> producer;
    private final Acknowledgements acknowledgements;
    private final TopicReader reader;
    private final Executor blocking;
    private volatile boolean givenUp;

    /**
     * Access to a stream's topic.
     *
     * @param topic its name
     * @param administered makes and removes it
     * @param producer one that never waits
     * @param acknowledgements is told of all that is appended
     * @param blocking for what asks Kafka's clients now and then
     */
    KafkaLog(
            String topic,
            StreamTopic administered,
            Producer<byte[], byte[]> producer,
            Acknowledgements acknowledgements,
            TopicReader reader,
            Executor blocking) {
        this.topic = topic;
        this.administered = administered;
        this.producer = producer;
        this.acknowledgements = acknowledgements;
        this.reader = reader;
        this.blocking = blocking;
    }

    @Override
    public CompletableFuture<Void> open() {
        return administered.ensure().thenCompose(made -> findLeader());
    }

    /** Finds the topic's leader, so that appending does not wait for it; makes no topic. */
    CompletableFuture<Void> findLeader() {
        return CompletableFuture.supplyAsync(() -> findLeader(MAX_ASKED), blocking)
                .thenCompose(found -> found);
    }

    /** A producer that never waits asks for a topic's leader and fails; so it is asked until it has been told. */
    private CompletableFuture<Void> findLeader(int timesLeft) {
        try {
            producer.partitionsFor(topic);
            return CompletableFuture.completedFuture(null);
        } catch (TimeoutException e) {
            if (timesLeft <= 1) {
                return CompletableFuture.failedFuture(e);
            }
            Executor later = CompletableFuture.delayedExecutor(ASK_AGAIN_MS, TimeUnit.MILLISECONDS, blocking);
            return CompletableFuture.supplyAsync(() -> findLeader(timesLeft - 1), later)
                    .thenCompose(found -> found);
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Long> end() {
        return reader.end(topic, this::isWanted);
    }

    @Override
    public CompletableFuture<ClaimedTopic> claimedTopic(long offset, TagKey claim) {
        // The id first: of a topic that is made anew meanwhile no record condemns the one before.
        return topicId()
                .thenCompose(id -> id.isEmpty()
                        ? CompletableFuture.completedFuture(ClaimedTopic.NONE)
                        : reader.claimedTopic(topic, id, offset, claim, this::isWanted));
    }

    @Override
    public CompletableFuture<String> topicId() {
        return administered.id().thenApply(id -> id == null ? "" : id);
    }

    @Override
    public CompletableFuture<Void> remove(String topicId) {
        return administered.remove(topicId);
    }

    @Override
    public CompletableFuture<LogTail> tail() {
        return reader.tail(topic, this::isWanted);
    }

    @Override
    public CompletableFuture<Long> append(TagKey key, byte[] value) {
        CompletableFuture<Long> appended = new CompletableFuture<>();
        acknowledgements.sent();
        try {
            producer.send(new ProducerRecord<>(topic, 0, key.encode(), value), (metadata, error) -> {
                acknowledgements.answered(error == null);
                if (error != null) {
                    appended.completeExceptionally(isRefusal(error) ? new RefusedException(error) : error);
                } else {
                    appended.complete(metadata.hasOffset() ? metadata.offset() : -1L);
                }
            });
        } catch (KafkaException e) {
            acknowledgements.answered(false);
            appended.completeExceptionally(e);
        }
        return appended;
    }

    /** Whether it is the record that the broker does not like; all other errors may pass. */
    private static boolean isRefusal(Exception error) {
        return error instanceof RecordTooLargeException || error instanceof InvalidRecordException;
    }

    @Override
    public CompletableFuture<@Nullable Claim> claim(long offset) {
        return reader.claim(topic, offset, this::isWanted);
    }

    @Override
    public CompletableFuture<List<Placed>> read(long from, long to) {
        return reader.read(topic, from, to, this::isWanted);
    }

    @Override
    public void giveUp() {
        givenUp = true;
    }

    private boolean isWanted() {
        return !givenUp;
    }
}
