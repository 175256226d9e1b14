package io.weir.index.reader;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far the index has been read, across the consumers that read it one after another. Confined to one thread. */
final class IndexProgress {
    private final Map<TopicPartition, PartitionReading> partitions = new HashMap<>();
    private @Nullable String topicId;

    /** Whether this is of the topic with that id; before anything is known it is. */
    boolean isOf(String id) {
        topicId = topicId == null ? id : topicId;
        return topicId.equals(id);
    }

    /** The reading of a partition, which begins at the offset if there is none yet. */
    PartitionReading of(TopicPartition partition, long offset) {
        return partitions.computeIfAbsent(partition, added -> new PartitionReading(offset));
    }

    void forEach(BiConsumer<TopicPartition, PartitionReading> task) {
        partitions.forEach(task);
    }

    Collection<PartitionReading> all() {
        return partitions.values();
    }
}
