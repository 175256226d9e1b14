package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.registry.KafkaCameraRegistry;
import io.weir.config.Secret;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import io.weir.ownership.RendezvousAssigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Cameras that three ingest processes share, of which one is killed, one is cut off from Kafka, one is frozen, and one is told
 * to end. The cameras count their clients: never two, and one again in time.
 */
class CamerasTest {
    private static final int CAMERAS = Integer.getInteger("weir.cameras", 50);
    private static final String KEY = "the key of the cameras, of the test";
    private static final int KILLED = 137;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofSeconds(12);

    /** How long after the death of their node its cameras have a client again. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    @Test
    void pull_nodesKilledCutOffFrozenAndDrained_neverTwoClientsAndBackInTime() throws Exception {
        Path folder = Places.newFolder("cameras");
        int port = Places.freePort();
        try (Cameras cameras = Cameras.start(folder, CAMERAS);
                CuttableLink link = CuttableLink.to(port);
                Program kafka = Roles.kafka(folder, port, link)) {
            String brokers = Roles.address(kafka, folder);
            try (Weir first = ingest(folder, brokers, "first", "");
                    Weir second = ingest(folder, "127.0.0.1:" + link.port(), "second", Roles.hazelcastOf(first));
                    Weir third = ingest(folder, brokers, "third", Roles.hazelcastOf(first))) {
                first.start();
                second.start();
                third.start();
                Returning returning = Returning.of(cameras, CAMERAS);
                register(brokers, cameras);
                returning.await("at first");

                awaitShares(first, "first", "second", "third");
                returning = Returning.of(cameras, held(first, "third"));
                third.program().kill();
                returning.requireWithin(BACK_WITHIN, "after a node is killed");

                awaitShares(first, "first", "second");
                returning = Returning.of(cameras, held(first, "second"));
                link.cut();
                returning.requireWithin(LEASE.plus(BACK_WITHIN), "after a node is cut off from Kafka");
                returning = Returning.of(cameras, 1);
                link.mend();
                returning.await("after the node that was cut off gets some again");

                awaitShares(first, "first", "second");
                returning = Returning.of(cameras, held(first, "second"));
                second.program().freeze();
                assertThat(second.program().awaitExit()).isEqualTo(KILLED);
                returning.requireWithin(LEASE.plus(BACK_WITHIN), "after a node is frozen");

                returning = Returning.of(cameras, 1);
                second.start();
                returning.await("after a node that is new gets some");

                awaitShares(first, "first", "second");
                returning = Returning.of(cameras, held(first, "second"));
                second.program().terminate();
                returning.requireWithin(BACK_WITHIN, "after a node is told to end");
                assertThat(cameras.most()).as("clients of one camera at a time").isEqualTo(1);
            }
        }
    }

    /** Waits until each node has what falls to it: then no camera is on its way from one to another. */
    private static void awaitShares(Weir asked, String... nodes) {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < CAMERAS; i++) {
            shares.merge(String.valueOf(RendezvousAssigner.owner(camera(i), List.of(nodes))), 1, Integer::sum);
        }
        Awaitility.await("each node has its share: " + shares)
                .atMost(Places.AMPLE)
                .pollInterval(POLL)
                .untilAsserted(() -> {
                    for (String node : nodes) {
                        assertThat(held(asked, node)).as(node).isEqualTo(shares.get(node));
                    }
                });
    }

    private static StreamName camera(int index) {
        return new StreamName("site", "cam" + index);
    }

    /** How many cameras a node has, as another one knows. */
    private static int held(Weir asked, String node) throws Exception {
        return (int) Pattern.compile("\"node\" ?: ?\"" + node + "\"")
                .matcher(asked.cameras())
                .results()
                .count();
    }

    /** Cameras that lose their client and are to have one again. */
    private record Returning(Cameras cameras, long connections, long begunNs) {
        /**
         * From now on.
         *
         * @param number of those that lose it
         */
        static Returning of(Cameras cameras, int number) throws IOException {
            assertThat(number).isPositive();
            return new Returning(cameras, cameras.connections() + number, System.nanoTime());
        }

        /** Waits until each camera has a client, those a new one; tells how long that took. */
        Duration await(String when) {
            Awaitility.await("each camera has a client " + when)
                    .atMost(Places.AMPLE)
                    .pollInterval(POLL)
                    .until(() -> cameras.connections() >= connections && cameras.taken() == CAMERAS);
            Duration took = Duration.ofNanos(System.nanoTime() - begunNs);
            System.out.printf("%d cameras all have a client %s: %d ms%n", CAMERAS, when, took.toMillis());
            return took;
        }

        void requireWithin(Duration limit, String when) {
            assertThat(await(when)).as(when).isLessThanOrEqualTo(limit);
        }
    }

    private static Weir ingest(Path folder, String brokers, String name, String members) throws IOException {
        Map<String, String> settings = Map.of(
                "node.name",
                name,
                "kafka.bootstrap-servers",
                brokers,
                "kafka.replication-factor",
                "1",
                "camera.key",
                KEY,
                "camera.lease",
                LEASE.toSeconds() + "s",
                "camera.local-addresses",
                "true");
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
                Camera camera = Camera.of(camera(i), CameraSource.parse(cameras.url(i)));
                refusals.addAll(registry.put(camera).get(60, TimeUnit.SECONDS));
            }
            assertThat(refusals).isEmpty();
        }
    }
}
