package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.weir.ingest.publication.PublicationListener;
import io.weir.kafka.KafkaSettings;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.MemoryDirectory;
import io.weir.ownership.StreamStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The publications of a node whose Kafka cannot be reached. */
class LogPublicationsTest {
    private static final StreamName CAM = new StreamName("app", "cam");

    /** A session that hears nothing. */
    private static final class Deaf implements PublicationListener {
        @Override
        public void onWritabilityChanged(boolean writable) {}

        @Override
        public void onEnded(String cause) {}
    }

    private static LogPublications publications(Directory directory) {
        return new LogPublications(
                new KafkaSettings("127.0.0.1:1", "weir", 1, 1, 3_600_000, 1),
                new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION),
                60_000,
                2_000,
                1 << 20,
                32 << 20,
                directory,
                new Hold("1@192.0.2.1", 30_000),
                hold -> CompletableFuture.completedFuture(false),
                System::currentTimeMillis,
                System::nanoTime);
    }

    @Test
    void onClosed_announcingTakesLong_withdrawsAfterIt() {
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch withdrawn = new CountDownLatch(1);
        LogPublications publications = publications(new MemoryDirectory("ingest") {
            @Override
            public void announce(StreamName stream, StreamStatus status) {
                try {
                    withdrawn.await(300, TimeUnit.MILLISECONDS); // whoever overtakes does so within this time
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                told.add("announced " + status.epoch());
            }

            @Override
            public void withdraw(StreamName stream, long epoch) {
                told.add("withdrawn " + epoch);
                withdrawn.countDown();
            }
        });
        StreamPublisher publisher = publications.publisher(CAM, "192.0.2.7:4711", null, null, new Deaf());
        publications.onOpened(publisher, 7);
        publications.onClosed(publisher, 7);
        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("announced 7", "withdrawn 7");
        publications.close();
    }

    @Test
    void close_sessionOfAClaimThatIsOpenThrows_allAreToldAndEverythingIsClosed() {
        LogPublications publications = publications(new MemoryDirectory("ingest"));
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            publications.open(new StreamName("app", "cam" + i), "192.0.2.7:4711", new PublicationListener() {
                @Override
                public void onWritabilityChanged(boolean writable) {}

                @Override
                public void onEnded(String cause) {
                    told.incrementAndGet();
                    throw new IllegalStateException("gone");
                }
            });
        }
        assertThatCode(publications::close).doesNotThrowAnyException();
        assertThat(told).hasValue(3);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("weir-publisher", "kafka-producer-network-thread | weir-ingest");
    }
}
