package io.weir.ingest.publish;

import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A stream's topic as who administers Kafka sees it. Futures complete on any thread. */
interface StreamTopic {
    /** Makes the topic if there is none. */
    CompletableFuture<Void> ensure();

    /** The topic's id, or null if there is no topic. */
    CompletableFuture<@Nullable String> id();

    /** Removes the topic of that id, if there still is one. */
    CompletableFuture<Void> remove(String id);

    /** The topic of a stream. */
    static StreamTopic of(Topics topics, StreamName stream) {
        return new StreamTopic() {
            @Override
            public CompletableFuture<Void> ensure() {
                return topics.ensureStream(stream);
            }

            @Override
            public CompletableFuture<@Nullable String> id() {
                return topics.streamTopicId(stream);
            }

            @Override
            public CompletableFuture<Void> remove(String id) {
                return topics.remove(id);
            }
        };
    }
}
