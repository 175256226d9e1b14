package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.NodeRole;
import io.weir.ownership.RendezvousAssigner;
import io.weir.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A segmenter: takes the streams that fall to it by rendezvous hashing over the live segmenters, and cuts them.
 *
 * <p>Two segmenters that both believe they own a stream do no harm: what they make is the same, and the index takes it
 * once.
 */
public final class SegmenterNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmenterNode.class);
    private static final long ASSIGN_INTERVAL_MS = 1_000;
    private static final Duration DRAIN = Duration.ofSeconds(8);

    private final Directory directory;
    private final IndexReader index;
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SegmenterLoop loop;
    private final ScheduledExecutorService assigner;
    private final Set<StreamName> owned = new HashSet<>();

    /** A node that waits to be started. Borrows everything but the clients it makes of the settings. */
    public SegmenterNode(
            KafkaSettings kafka, Directory directory, IndexReader index, ObjectStore store, LongSupplier nanoTime) {
        this.directory = directory;
        this.index = index;
        this.topics = new Topics(kafka, "weir-segmenter-admin");
        this.producer = new KafkaProducer<>(kafka.producer("weir-segmenter-index"));
        this.assigner = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-segmenter-assigner"));
        this.loop = new SegmenterLoop(
                () -> new LogReader(new KafkaConsumer<>(kafka.consumer("weir-segmenter", 0)), kafka.topicPrefix()),
                store,
                (stream, value) -> append(kafka.indexTopic(), stream, value),
                index::latest,
                stream -> onAssigner(() -> owned.remove(stream)),
                nanoTime);
    }

    private CompletableFuture<Void> append(String topic, StreamName stream, byte[] value) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        byte[] key = stream.toString().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(topic, key, value), (metadata, error) -> {
                if (error == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(error);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            done.completeExceptionally(e); // it fails at once, or is closed
        }
        return done;
    }

    private void onAssigner(Runnable task) {
        try {
            assigner.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the segmenter is being closed");
        }
    }

    /** Begins to take streams, once the index has been read. */
    public void start() {
        loop.start();
        index.listen(new IndexReader.Listener() {
            @Override
            public void accepted(StreamName stream, Accepted latest) {
                loop.accepted(stream, latest);
            }

            @Override
            public void refused(StreamName stream) {
                loop.refused(stream);
            }

            @Override
            public void restarted() {
                loop.indexRestarted();
            }
        });
        directory.onChange(() -> onAssigner(this::assign));
        assigner.scheduleWithFixedDelay(this::assign, 0, ASSIGN_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private void assign() {
        if (!index.isLoaded()) {
            return;
        }
        try {
            Set<String> segmenters = directory.members(NodeRole.SEGMENTER);
            Set<StreamName> wanted = new HashSet<>(directory.streams().keySet());
            index.all().forEach((stream, latest) -> {
                if (!latest.record().ended()) {
                    wanted.add(stream);
                }
            });
            wanted.removeIf(stream -> !directory.self().equals(RendezvousAssigner.owner(stream, segmenters)));
            for (StreamName stream : Set.copyOf(owned)) {
                if (!wanted.contains(stream)) {
                    owned.remove(stream);
                    loop.remove(stream);
                }
            }
            for (StreamName stream : wanted) {
                if (owned.add(stream)) {
                    take(stream);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("segmenter: streams could not be assigned; trying again", e);
        }
    }

    private void take(StreamName stream) {
        topics.streamTopicId(stream)
                .whenCompleteAsync(
                        (topicId, error) -> {
                            if (topicId == null) {
                                owned.remove(stream); // no topic, or Kafka is away: looked for again at the next turn
                                return;
                            }
                            if (owned.contains(stream)) {
                                loop.add(stream, topicId);
                            }
                        },
                        assigner);
    }

    /** Why nothing is cut here, though it should be; empty when all is well. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /** Reads no more, lets what is cut reach the index, and ends; at most 8 s. */
    @Override
    public void close() {
        assigner.shutdownNow();
        try {
            loop.drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        producer.close(Duration.ofSeconds(1));
        topics.close();
    }
}
