package io.weir.index.reader;

import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Where the index is read from. */
interface IndexSource extends AutoCloseable {
    /** The topic's name. */
    String topic();

    /** A consumer of its own for the caller, who closes it. */
    Consumer<byte[], byte[]> consumer();

    /** The topic's id, or null if there is no such topic. */
    CompletableFuture<@Nullable String> topicId();

    @Override
    void close();

    /** Kafka. */
    static IndexSource of(KafkaSettings settings, String clientId, int fetchMaxWaitMs) {
        Topics topics = new Topics(settings, clientId + "-admin");
        return new IndexSource() {
            @Override
            public String topic() {
                return settings.indexTopic();
            }

            @Override
            public Consumer<byte[], byte[]> consumer() {
                return new KafkaConsumer<>(settings.consumer(clientId, fetchMaxWaitMs));
            }

            @Override
            public CompletableFuture<@Nullable String> topicId() {
                return topics.indexTopicId();
            }

            @Override
            public void close() {
                topics.close();
            }
        };
    }
}
