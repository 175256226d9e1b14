package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.ingest.publish.LogPublications;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.LogRange;
import io.weir.kafka.Topics;
import io.weir.log.Claim;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import io.weir.log.TagKey;
import io.weir.name.StreamName;
import io.weir.ownership.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of streams that are over, on a real broker: removed, and none that anybody writes. */
class TopicRemovalTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final StreamName CAM = new StreamName("live", "cam");
    private static final PinnedSettings PINNED = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);
    private static final PublicationListener DEAF = new PublicationListener() {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}
    };

    private EmbeddedKafka kafka;
    private KafkaSettings settings;
    private Topics topics;
    private LogPublications publications;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        kafka = EmbeddedKafka.start(folder, Duration.ofHours(1));
        settings = new KafkaSettings(kafka.bootstrapServers().get(0), "weir", 1, 1, 3_600_000, 4);
        topics = new Topics(settings, "test-admin");
        publications = new LogPublications(
                settings,
                PINNED,
                100,
                10,
                1 << 20,
                32 << 20,
                new MemoryDirectory("self"),
                new Hold("1@192.0.2.1", 30_000),
                hold -> CompletableFuture.completedFuture(false),
                System::currentTimeMillis,
                System::nanoTime);
    }

    @AfterEach
    void stop() {
        publications.close();
        topics.close();
        kafka.close();
    }

    private Publication publish() throws Exception {
        return publications.open(CAM, "192.0.2.7:4711", DEAF).get(AMPLE.toSeconds(), TimeUnit.SECONDS);
    }

    private void publishToTheEnd() throws Exception {
        publish().close("it has left");
        await().atMost(AMPLE).until(() -> log().end() >= 4); // CLAIM, fence, break, END
    }

    /** As retention does with all records of a stream that is over. */
    private void expireAll() throws Exception {
        try (Admin admin = Admin.create(settings.admin("test-expiry"))) {
            TopicPartition partition = new TopicPartition(CAM.topic("weir"), 0);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(log().end())))
                    .all()
                    .get(AMPLE.toSeconds(), TimeUnit.SECONDS);
        }
        await().atMost(AMPLE).until(() -> log().isEmpty());
    }

    private Map<StreamName, LogRange> logs() throws Exception {
        return topics.streamLogs(CAM::equals).get(AMPLE.toSeconds(), TimeUnit.SECONDS);
    }

    private LogRange log() throws Exception {
        return Objects.requireNonNull(logs().get(CAM));
    }

    private CompletableFuture<Void> remove(LogRange log) {
        return publications.remove(CAM, log);
    }

    private void write(Claim claim) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer("test-producer"))) {
            producer.send(new ProducerRecord<>(
                            CAM.topic("weir"), 0, TagKey.claim(7, 0).encode(), claim.encode()))
                    .get(AMPLE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void remove_overAndExpired_topicIsGoneAndAPublisherWhoComesBackHasANewOne() throws Exception {
        publishToTheEnd();
        expireAll();
        LogRange old = log();

        assertThat(remove(old)).succeedsWithin(AMPLE);

        await().atMost(AMPLE).until(() -> logs().isEmpty());
        publish();
        assertThat(log().topicId()).isNotEqualTo(old.topicId());
        assertThat(log().begin()).isZero();
    }

    @Test
    void remove_publishedSinceItWasFoundEmpty_isRefusedAndNothingIsLost() throws Exception {
        publishToTheEnd();
        expireAll();
        LogRange found = log();
        publish();

        assertThat(remove(found))
                .failsWithin(AMPLE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(PublicationRefusedException.class);

        assertThat(log().topicId()).isEqualTo(found.topicId());
        assertThat(log().end()).isGreaterThan(found.end() + 1);
    }

    @Test
    void publish_whoRemovesTheTopicWasKilledAfterItsClaim_isWrittenIntoANewTopic() throws Exception {
        publishToTheEnd();
        expireAll();
        LogRange old = log();
        write(Claim.removal("killed", old.end(), PINNED, old.topicId()));

        publish();

        assertThat(log().topicId()).isNotEqualTo(old.topicId());
    }

    @Test
    void publish_removalOfAnotherTopicStandsFirst_isWrittenIntoThisOne() throws Exception {
        publishToTheEnd();
        expireAll();
        LogRange log = log();
        write(Claim.removal("late", log.end(), PINNED, "AAAAAAAAAAAAAAAAAAAAAQ"));

        publish();

        assertThat(log().topicId()).isEqualTo(log.topicId());
    }
}
