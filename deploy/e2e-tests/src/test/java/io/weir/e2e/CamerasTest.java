package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.registry.KafkaCameraRegistry;
import io.weir.config.Secret;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Cameras that three ingest processes share, of which one is killed, one is frozen, and one is told to end. The cameras count
 * their clients: never two, and one again soon.
 */
class CamerasTest {
    private static final int CAMERAS = 12;
    private static final String KEY = "the key of the cameras, of the test";
    private static final Duration LEASE = Duration.ofSeconds(12);

    /** How long a process that stands still lives: a quarter of the lease. */
    private static final Duration WATCHDOG = LEASE.dividedBy(4);

    @Test
    void pull_nodeKilledNodeFrozenNodeDrained_neverTwoClientsAndBackInTime() throws Exception {
        Path folder = Places.newFolder("cameras");
        try (Cameras cameras = Cameras.start(folder, CAMERAS);
                Program kafka = Roles.kafka(folder)) {
            String brokers = Roles.address(kafka, folder);
            try (Weir first = ingest(folder, brokers, "first", "");
                    Weir second = ingest(folder, brokers, "second", Roles.hazelcastOf(first));
                    Weir third = ingest(folder, brokers, "third", Roles.hazelcastOf(first))) {
                first.start();
                second.start();
                third.start();
                register(brokers, cameras);
                awaitAll(cameras, 0, "at first");

                long before = cameras.connections();
                third.program().kill();
                awaitAll(cameras, before, "after a node is killed");

                before = cameras.connections();
                second.program().freeze();
                assertThat(second.program().awaitExit()).isEqualTo(137);
                awaitAll(cameras, before, "after a node that was frozen for " + WATCHDOG + " is killed");

                before = cameras.connections();
                second.start();
                awaitMoved(cameras, before);
                second.program().terminate();
                awaitAll(cameras, before, "after a node has ended");
                assertThat(cameras.most()).as("clients of one camera at a time").isEqualTo(1);
            }
        }
    }

    /** Waits until each camera has a client, and some a new one; tells how long that took. */
    private static void awaitAll(Cameras cameras, long before, String when) {
        long begunNs = System.nanoTime();
        await("each camera has a client " + when)
                .atMost(Places.AMPLE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> cameras.connections() > before && cameras.taken() == CAMERAS);
        System.out.printf(
                "cameras all have a client %s: after %d ms%n",
                when, Duration.ofNanos(System.nanoTime() - begunNs).toMillis());
    }

    private static void awaitMoved(Cameras cameras, long before) {
        await("a node that is new gets some of the cameras")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> cameras.connections() > before && cameras.taken() == CAMERAS);
    }

    private static Weir ingest(Path folder, String brokers, String name, String members) throws IOException {
        Map<String, String> settings = Map.of(
                "kafka.bootstrap-servers",
                brokers,
                "kafka.replication-factor",
                "1",
                "camera.key",
                KEY,
                "camera.lease",
                LEASE.toSeconds() + "s");
        return Roles.node(folder, name, "ingest", settings, members);
    }

    private static void register(String brokers, Cameras cameras) throws Exception {
        KafkaSettings settings = new KafkaSettings(brokers, "weir", 1, 1, 3_600_000, 4);
        try (Topics topics = new Topics(settings, "test-admin");
                KafkaCameraRegistry registry = KafkaCameraRegistry.start(
                        settings, Optional.of(new Secret(KEY)), "test", System::currentTimeMillis, System::nanoTime)) {
            topics.ensureCameras().get(30, TimeUnit.SECONDS);
            List<Object> refusals = new ArrayList<>();
            for (int i = 0; i < CAMERAS; i++) {
                Camera camera = Camera.of(new StreamName("site", "cam" + i), CameraSource.parse(cameras.url(i)));
                refusals.addAll(registry.put(camera).get(60, TimeUnit.SECONDS));
            }
            assertThat(refusals).isEmpty();
        }
    }
}
