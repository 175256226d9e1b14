package io.weir.segmenter;

import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The streams' topics, as Kafka knows them. Nothing blocks. */
interface StreamLogs {
    /** The id of the stream's topic, or null if there is no such topic. */
    CompletableFuture<@Nullable String> topicId(StreamName stream);

    /** What the topics of those streams hold; those that cannot be told now are left out. */
    CompletableFuture<Map<StreamName, LogRange>> ranges(Predicate<StreamName> which);
}
