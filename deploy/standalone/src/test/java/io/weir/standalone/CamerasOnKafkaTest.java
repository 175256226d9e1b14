package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.Camera;
import io.weir.camera.CameraChanges;
import io.weir.camera.CameraEntry;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraSource;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.registry.KafkaCameraRegistry;
import io.weir.config.Secret;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry against a real broker: what the fakes cannot show. */
class CamerasOnKafkaTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final Optional<Secret> KEY = Optional.of(new Secret("k".repeat(32)));
    private static final Optional<Secret> OTHER_KEY = Optional.of(new Secret("o".repeat(32)));
    private static final StreamName CAM1 = new StreamName("live", "cam1");
    private static final StreamName CAM2 = new StreamName("live", "cam2");

    @TempDir
    Path folder;

    @Test
    void registries_twoNodesAtOnce_agreeAndOneStreamHasASource() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, Duration.ofHours(1))) {
            KafkaSettings settings = settings(kafka);
            makeTopic(settings);
            try (KafkaCameraRegistry one = KafkaCameraRegistry.start(
                            settings, KEY, "one", System::currentTimeMillis, System::nanoTime);
                    KafkaCameraRegistry other = KafkaCameraRegistry.start(
                            settings, KEY, "other", System::currentTimeMillis, System::nanoTime)) {
                await().atMost(AMPLE).until(() -> one.isLoaded() && other.isLoaded());

                // Both want each of these sources, at the same time.
                List<CompletableFuture<List<CameraRefusal>>> answers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    answers.add(one.put(camera("one" + i, "rtsp://u:p@h/" + i)));
                    answers.add(other.put(camera("other" + i, "rtsp://h:554/" + i + "/")));
                }
                int refused = 0;
                for (CompletableFuture<List<CameraRefusal>> answer : answers) {
                    refused += answer.get(60, TimeUnit.SECONDS).size();
                }
                assertThat(refused).isEqualTo(20);
                long position = one.current().get(30, TimeUnit.SECONDS).position();
                await().atMost(AMPLE).until(() -> other.cameras().position() >= position);
                assertThat(one.cameras().saysTheSameAs(other.cameras())).isTrue();
                assertThat(one.cameras().active()).hasSize(20);
            }
        }
    }

    @Test
    void registry_lifeOfACamera_keptAcrossNodesAndTopics() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, Duration.ofHours(1))) {
            KafkaSettings settings = settings(kafka);
            makeTopic(settings);
            Camera camera = Camera.of(CAM1, CameraSource.parse("rtsp://admin:s3cr3t@10.0.0.5/a"));
            try (KafkaCameraRegistry first =
                    KafkaCameraRegistry.start(settings, KEY, "first", System::currentTimeMillis, System::nanoTime)) {
                await().atMost(AMPLE).until(first::isLoaded);
                assertThat(first.put(camera).get(30, TimeUnit.SECONDS)).isEmpty();
            }
            requireNowhere("s3cr3t");
            try (KafkaCameraRegistry stranger = KafkaCameraRegistry.start(
                    settings, OTHER_KEY, "stranger", System::currentTimeMillis, System::nanoTime)) {
                await().atMost(AMPLE).until(stranger::isLoaded);
                assertThat(stranger.problem()).get().asString().contains("camera.key");
                assertThat(stranger.knowsAll()).isFalse();
                assertThat(stranger.put(Camera.of(CAM2, camera.source())))
                        .failsWithin(AMPLE)
                        .withThrowableOfType(ExecutionException.class)
                        .withMessageContaining("the change was not made: there are cameras that were registered with");
            }
            try (KafkaCameraRegistry second =
                    KafkaCameraRegistry.start(settings, KEY, "second", System::currentTimeMillis, System::nanoTime)) {
                await().atMost(AMPLE).until(second::isLoaded);
                assertThat(second.cameras().cameras()).containsExactly(camera);
                assertThat(second.knowsAll()).isTrue();

                assertThat(second.delete(CAM1).get(30, TimeUnit.SECONDS)).isEmpty();
                Camera heir = Camera.of(CAM2, camera.source());
                assertThat(second.put(heir).get(30, TimeUnit.SECONDS))
                        .extracting(CameraRefusal::reason)
                        .containsExactly(CameraRefusal.Reason.SOURCE_RELEASING);
                CameraEntry entry = second.cameras().entry(CAM1);
                assertThat(entry).isNotNull();
                second.released(CAM1, entry == null ? List.of() : entry.releasing())
                        .get(30, TimeUnit.SECONDS);
                assertThat(second.put(heir).get(30, TimeUnit.SECONDS)).isEmpty();
                assertThat(second.cameras().entries())
                        .extracting(CameraEntry::stream)
                        .containsExactly(CAM2);

                try (Topics topics = new Topics(settings, "test-topics");
                        Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
                    admin.deleteTopics(List.of(settings.cameraTopic())).all().get(30, TimeUnit.SECONDS);
                    await().atMost(AMPLE).ignoreExceptions().until(() -> {
                        topics.ensureCameras().get(30, TimeUnit.SECONDS);
                        return true;
                    });
                }
                await().atMost(AMPLE)
                        .until(() -> second.problem().isEmpty()
                                && second.cameras().entries().isEmpty());
                assertThat(second.put(camera).get(30, TimeUnit.SECONDS)).isEmpty();
                assertThat(second.cameras().cameras()).containsExactly(camera);
            }
        }
    }

    /** Requires that the broker's files have nothing of the text. */
    private void requireNowhere(String text) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(text);
            }
        }
    }

    @Test
    void registry_kafkaGone_readsGoOnAndWritesFail() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder, Duration.ofHours(1));
        KafkaSettings settings = settings(kafka);
        makeTopic(settings);
        try (KafkaCameraRegistry registry =
                KafkaCameraRegistry.start(settings, KEY, "node", System::currentTimeMillis, System::nanoTime)) {
            await().atMost(AMPLE).until(registry::isLoaded);
            Camera camera = Camera.of(CAM1, CameraSource.parse("rtsp://admin:s3cr3t@10.0.0.5/a"));
            assertThat(registry.put(camera).get(30, TimeUnit.SECONDS)).isEmpty();
            kafka.close();

            CompletableFuture<List<CameraRefusal>> written =
                    registry.change(new CameraChanges(List.of(), Set.of(CAM1), true, false, null));
            assertThat(written)
                    .failsWithin(AMPLE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RegistryUnavailableException.class)
                    .withMessageContaining("the change was not made: Kafka does not tell");
            assertThat(registry.cameras().cameras()).containsExactly(camera);
            assertThat(registry.isLoaded()).isTrue();
            assertThat(registry.knowsAll()).isTrue();
        } finally {
            kafka.close();
        }
    }

    private static Camera camera(String stream, String url) {
        return Camera.of(new StreamName("live", stream), CameraSource.parse(url));
    }

    private static KafkaSettings settings(EmbeddedKafka kafka) {
        return new KafkaSettings(String.join(",", kafka.bootstrapServers()), "weir", 1, 1, 3_600_000, 4);
    }

    private static void makeTopic(KafkaSettings settings) throws Exception {
        try (Topics topics = new Topics(settings, "test-topics")) {
            topics.ensureCameras().get(30, TimeUnit.SECONDS);
        }
    }
}
