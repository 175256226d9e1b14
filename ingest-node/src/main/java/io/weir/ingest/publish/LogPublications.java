package io.weir.ingest.publish;

import io.weir.ingest.publication.Orphans;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.ingest.publication.Publications;
import io.weir.ingest.publication.PulledPublication;
import io.weir.ingest.publication.Pulls;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.LogRange;
import io.weir.kafka.Topics;
import io.weir.log.Claim;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.StreamStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The publications of this node: one loop, one producer and a few readers for all of them. */
public final class LogPublications implements Publications, Pulls, Orphans, StreamPublisher.Keeper, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogPublications.class);
    private static final long TIMER_MS = 25;
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /** Whoever has stood still for longer between two steps of a removal leaves it to the next one who looks. */
    private static final Duration REMOVED_WITHIN = Duration.ofSeconds(30);

    /** The session of a stream that has no publisher. */
    private static final PublicationListener NOBODY = new PublicationListener() {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}
    };

    private final KafkaSettings kafka;
    private final Directory directory;
    private final Hold hold;
    private final PublishingNode node;
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Acknowledgements acknowledgements;
    private final TopicReaders readers;
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-publisher"));
    private final ExecutorService blocking =
            Executors.newFixedThreadPool(4, task -> new Thread(task, "weir-publisher-wait"));
    private final StreamLimit streams;

    /** For the directory, which may wait on other members; one thread, for a stream's epochs are told in their order. */
    private final ExecutorService telling =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "weir-publisher-directory"));

    private final Set<StreamPublisher> publishers = ConcurrentHashMap.newKeySet();

    /**
     * Publications that are written to Kafka.
     *
     * @param settings what shapes the segments of the streams published here
     * @param lingerMs how long a stream whose publisher has left may be taken up again before it ends
     * @param maxStreams that may be live or wait for their publisher at once; others are refused
     * @param maxBufferedBytes what may be held of all streams together while Kafka does not take it
     * @param producerBytes the buffer of Kafka's producer
     * @param hold what this node says of itself where it holds a camera
     * @param holderProbe tells of other nodes that hold one whether they live
     */
    public LogPublications(
            KafkaSettings kafka,
            PinnedSettings settings,
            long lingerMs,
            int maxStreams,
            long maxBufferedBytes,
            long producerBytes,
            Directory directory,
            Hold hold,
            HolderProbe holderProbe,
            LongSupplier wallClockMs,
            LongSupplier nanoTime) {
        this.kafka = kafka;
        this.hold = hold;
        this.directory = directory;
        this.streams = new StreamLimit(maxStreams);
        this.node = new PublishingNode(
                directory.self(),
                settings,
                lingerMs,
                new NodeBuffer(maxBufferedBytes, producerBytes / 2),
                loop,
                holderProbe,
                () -> ThreadLocalRandom.current().nextLong(),
                wallClockMs,
                nanoTime);
        this.topics = new Topics(kafka, "weir-ingest-admin");
        this.producer = new KafkaProducer<>(kafka.producerThatNeverWaits("weir-ingest", producerBytes));
        this.acknowledgements = new Acknowledgements(nanoTime);
        this.readers = new TopicReaders(kafka, nanoTime);
        loop.scheduleWithFixedDelay(
                () -> publishers.forEach(StreamPublisher::onTimer), TIMER_MS, TIMER_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletableFuture<Publication> open(StreamName stream, String peer, PublicationListener listener) {
        return opened(stream, peer, null, null, listener);
    }

    @Override
    public CompletableFuture<PulledPublication> pull(StreamName stream, String camera, PublicationListener listener) {
        return opened(stream, camera, hold, null, listener);
    }

    @Override
    public CompletableFuture<Map<StreamName, LogRange>> logs(Predicate<StreamName> which) {
        return topics.streamLogs(which);
    }

    @Override
    public CompletableFuture<Void> reap(StreamName stream, long end, long silentMs, String cause) {
        Claimant.Silence silence = new Claimant.Silence(end, silentMs);
        CompletableFuture<Publication> taken = opened(stream, cause, null, silence, NOBODY);
        return taken.thenAccept(publication -> publication.close(cause));
    }

    @Override
    public CompletableFuture<Void> remove(StreamName stream, LogRange log) {
        Claim removal = Claim.removal(directory.self(), log.end(), node.settings(), log.topicId());
        TagKey key = TagKey.claim(node.ids().getAsLong(), node.wallMs());
        KafkaLog access = log(stream);
        long begunNs = node.nanoTime().getAsLong();
        return topics.requireRemovable(stream)
                .thenCompose(removable -> access.findLeader())
                .thenCompose(found -> access.append(key, removal.encode()))
                .thenCompose(offset -> {
                    boolean late = node.nanoTime().getAsLong() - begunNs > REMOVED_WITHIN.toNanos();
                    return late || removal.isVoidAt(offset)
                            ? CompletableFuture.failedFuture(new PublicationRefusedException(FirstLook.NOT_SILENT))
                            : access.remove(log.topicId());
                });
    }

    /** The future that is given is the publisher's own, so that cancelling it takes the claim back. */
    @SuppressWarnings("unchecked") // a future of a publisher is one of what it implements, to those who only read it
    private <P extends Publication> CompletableFuture<P> opened(
            StreamName stream,
            String peer,
            @Nullable Hold held,
            Claimant.@Nullable Silence silence,
            PublicationListener listener) {
        if (!streams.open(stream)) { // before it has a topic
            return CompletableFuture.failedFuture(new PublicationRefusedException(streams.refusal()));
        }
        StreamPublisher publisher = publisher(stream, peer, held, silence, listener);
        publishers.add(publisher);
        return (CompletableFuture<P>) publisher.open();
    }

    StreamPublisher publisher(
            StreamName stream,
            String peer,
            @Nullable Hold held,
            Claimant.@Nullable Silence silence,
            PublicationListener listener) {
        return new StreamPublisher(stream, peer, held, silence, node, log(stream), listener, this);
    }

    private KafkaLog log(StreamName stream) {
        String topic = stream.topic(kafka.topicPrefix());
        return new KafkaLog(
                topic, StreamTopic.of(topics, stream), producer, acknowledgements, readers.of(topic), blocking);
    }

    /** For how long records wait for Kafka and it has acknowledged none, ms. */
    public long silentMs() {
        return acknowledgements.silentMs();
    }

    /** Tags that were taken and never written, because Kafka was away and buffers were full. */
    public long droppedTags() {
        return node.buffer().droppedTags();
    }

    @Override
    public void onOpened(StreamPublisher publisher, long epoch) {
        StreamStatus status = new StreamStatus(directory.self(), epoch, publisher.peer(), node.wallMs());
        telling.execute(() -> directory.announce(publisher.name(), status));
    }

    @Override
    public void onClosed(StreamPublisher publisher, long epoch) {
        if (publishers.remove(publisher)) {
            streams.close(publisher.name());
        }
        if (epoch >= 0) {
            telling.execute(() -> directory.withdraw(publisher.name(), epoch));
        }
    }

    /** Ends all publications, waits until what they took is in the log, 5 s at most, and closes the clients. */
    @Override
    public void close() {
        publishers.forEach(publisher -> attempt(publisher::suspend));
        attempt(this::awaitWritten);
        attempt(loop::shutdownNow);
        attempt(() -> producer.close(Duration.ofSeconds(1)));
        attempt(readers::close);
        attempt(blocking::shutdown);
        attempt(telling::shutdown);
        attempt(topics::close);
    }

    /** One step of the end; the next ones are taken whatever it throws. */
    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a step of closing the publications failed; going on with the next", e);
        }
    }

    private void awaitWritten() {
        long deadline = node.nanoTime().getAsLong() + DRAIN.toNanos();
        CompletableFuture<Void> written = new CompletableFuture<>();
        loop.execute(() -> finishWhenWritten(written, deadline));
        written.join();
    }

    private void finishWhenWritten(CompletableFuture<Void> written, long deadline) {
        if (publishers.stream().allMatch(StreamPublisher::isWritten)
                || node.nanoTime().getAsLong() - deadline >= 0) {
            publishers.forEach(StreamPublisher::giveUp);
            written.complete(null);
        } else {
            loop.schedule(() -> finishWhenWritten(written, deadline), TIMER_MS, TimeUnit.MILLISECONDS);
        }
    }
}
