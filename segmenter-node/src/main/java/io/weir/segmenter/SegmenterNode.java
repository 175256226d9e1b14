package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.LogRange;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.remake.LogRemaker;
import io.weir.runtime.HeapShares;
import io.weir.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A segmenter: takes the streams that {@link StreamAssigner} says, and cuts them.
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
    private final LogRemaker remaker;
    private final SegmenterLoop loop;
    private final ScheduledExecutorService assigner;
    private final StreamAssigner assignment;
    private volatile @Nullable Future<?> assigning;

    /** A node that waits to be started. Borrows everything but the clients it makes of the settings. */
    public SegmenterNode(
            KafkaSettings kafka, Directory directory, IndexReader index, ObjectStore store, LongSupplier nanoTime) {
        this.directory = directory;
        this.index = index;
        this.topics = new Topics(kafka, "weir-segmenter-admin");
        this.producer = new KafkaProducer<>(kafka.producer("weir-segmenter-index"));
        this.assigner = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-segmenter-assigner"));
        this.remaker = new LogRemaker(kafka, "weir-segmenter-remaker", nanoTime);
        this.loop = new SegmenterLoop(
                () -> new LogReader(
                        new KafkaConsumer<>(kafka.consumer("weir-segmenter", LogReader.FETCH_MAX_WAIT_MS)),
                        kafka.topicPrefix()),
                topics::streamTopicId,
                store,
                (stream, value) -> append(kafka.indexTopic(), stream, value),
                remaker,
                new LatestRecords() {
                    @Override
                    public @Nullable Accepted latest(StreamName stream) {
                        return index.latest(stream);
                    }

                    @Override
                    public boolean isRefusedLast(StreamName stream) {
                        return index.isRefusedLast(stream);
                    }
                },
                new SegmenterLoop.Listener() {
                    @Override
                    public void letGo(StreamName stream) {
                        onAssigner(() -> assignment().letGo(stream));
                    }

                    @Override
                    public void left(StreamName stream) {
                        onAssigner(() -> assignment().left(stream));
                    }

                    @Override
                    public void finished(StreamName stream, LogRange log) {
                        onAssigner(() -> assignment().finished(stream, log));
                    }
                },
                HeapShares.ofThisProcess().segmenterBytes(),
                nanoTime);
        this.assignment = new StreamAssigner(
                directory,
                () -> index.isLoaded() ? index.all() : null,
                index::isRefusedLast,
                logs(),
                loop,
                this::onAssigner,
                nanoTime);
    }

    private StreamAssigner assignment() {
        return assignment;
    }

    private StreamLogs logs() {
        return new StreamLogs() {
            @Override
            public CompletableFuture<@Nullable String> topicId(StreamName stream) {
                return topics.streamTopicId(stream);
            }

            @Override
            public CompletableFuture<Map<StreamName, LogRange>> ranges(Predicate<StreamName> which) {
                return topics.streamLogs(which);
            }
        };
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
        directory.onChange(() -> onAssigner(assignment::assign));
        assigning = assigner.scheduleWithFixedDelay(assignment::assign, 0, ASSIGN_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    /** Why nothing is cut here, though it should be; empty when all is well. */
    public Optional<String> problem() {
        Future<?> turns = assigning;
        if (turns != null && turns.isDone()) {
            return Optional.of("streams are no longer assigned");
        }
        return loop.problem();
    }

    /** How many streams this node leaves to other segmenters because it cannot cut them. */
    public int leftStreams() {
        return assignment.leftStreams();
    }

    /** Frames of which something was left out of a segment because it is malformed; since the start. */
    public long damagedFrames() {
        return loop.damagedFrames();
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
        remaker.close();
        producer.close(Duration.ofSeconds(1));
        topics.close();
    }
}
