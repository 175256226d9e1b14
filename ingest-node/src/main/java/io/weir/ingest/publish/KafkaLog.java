package io.weir.ingest.publish;

import io.weir.kafka.Topics;
import io.weir.log.Claim;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A stream's topic through Kafka's clients, which all streams of the node share. */
final class KafkaLog implements LogAccess {
    private final StreamName stream;
    private final String topic;
    private final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final TopicReader reader;
    private final Executor blocking;

    /**
     * Access to a stream's topic.
     *
     * @param blocking for what waits for Kafka
     */
    KafkaLog(
            StreamName stream,
            String topic,
            Topics topics,
            Producer<byte[], byte[]> producer,
            TopicReader reader,
            Executor blocking) {
        this.stream = stream;
        this.topic = topic;
        this.topics = topics;
        this.producer = producer;
        this.reader = reader;
        this.blocking = blocking;
    }

    @Override
    public CompletableFuture<Void> open() {
        // send() would wait for the topic's metadata on the loop; here it is waited for elsewhere, and then kept.
        return topics.ensureStream(stream).thenRunAsync(() -> producer.partitionsFor(topic), blocking);
    }

    @Override
    public CompletableFuture<Long> end() {
        return reader.end(topic);
    }

    @Override
    public CompletableFuture<Long> append(TagKey key, byte[] value) {
        CompletableFuture<Long> appended = new CompletableFuture<>();
        try {
            producer.send(new ProducerRecord<>(topic, 0, key.encode(), value), (metadata, error) -> {
                if (error != null) {
                    appended.completeExceptionally(error);
                } else {
                    appended.complete(metadata.hasOffset() ? metadata.offset() : -1L);
                }
            });
        } catch (KafkaException e) {
            appended.completeExceptionally(e);
        }
        return appended;
    }

    @Override
    public CompletableFuture<@Nullable Claim> claim(long offset) {
        return reader.claim(topic, offset);
    }

    @Override
    public CompletableFuture<List<Placed>> read(long from, long to) {
        return reader.read(topic, from, to);
    }
}
