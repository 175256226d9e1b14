package io.weir.ingest.publish;

import io.weir.kafka.KafkaSettings;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The node's readers: a topic that cannot be read holds up only those that share its reader. */
final class TopicReaders implements AutoCloseable {
    private static final int COUNT = 8;

    private final List<TopicReader> readers;

    TopicReaders(KafkaSettings settings, LongSupplier nanoTime) {
        this.readers = IntStream.range(0, COUNT)
                .mapToObj(index -> new TopicReader(settings, nanoTime, index))
                .toList();
    }

    /** The one that reads a topic. */
    TopicReader of(String topic) {
        return readers.get(Math.floorMod(topic.hashCode(), COUNT));
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
    }
}
