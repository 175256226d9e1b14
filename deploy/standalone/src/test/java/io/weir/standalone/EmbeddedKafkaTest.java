package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.weir.runtime.KafkaCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    private static final String TOPIC = "things";
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final String LARGEST = "x".repeat(16 << 20);
    private static final Duration AMPLE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void start_afterCleanStop_keepsTopicsAndRecords() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, RETENTION)) {
            assertThatThrownBy(() -> produce(kafka.bootstrapServers(), "x"))
                    .as("a topic is not made by itself")
                    .hasMessageContaining(TOPIC);
            createTopic(kafka.bootstrapServers());
            produce(kafka.bootstrapServers(), "first");
            produce(kafka.bootstrapServers(), LARGEST);
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, RETENTION)) {
            produce(kafka.bootstrapServers(), "last");

            assertThat(consume(kafka.bootstrapServers(), 3)).isEqualTo(List.of("first", LARGEST, "last"));
        }
    }

    @Test
    void start_afterKill_keepsWhatWasAcknowledged() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.lines().anyMatch("acknowledged"::equals)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, RETENTION)) {
            produce(kafka.bootstrapServers(), "second");

            assertThat(consume(kafka.bootstrapServers(), 2)).containsExactly("first", "second");
        }
    }

    /** The process that is killed. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), RETENTION);
            createTopic(kafka.bootstrapServers());
            produce(kafka.bootstrapServers(), "first");
            System.out.println("acknowledged");
            Thread.currentThread().join();
        }
    }

    @Test
    void close_watchedByHealthCheck_problemTold() {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder, RETENTION);
        try (KafkaCheck check = new KafkaCheck(kafka.bootstrapServers())) {
            await().atMost(AMPLE)
                    .untilAsserted(() -> assertThat(check.problem()).isEmpty());
            kafka.close();
            await().atMost(Duration.ofSeconds(10)).until(() -> check.problem().isPresent());
            assertThat(check.problem()).isNotEqualTo(Optional.of("not asked yet"));
        }
    }

    @Test
    void start_folderIsAFile_explained() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> EmbeddedKafka.start(file, RETENTION)).hasMessageContaining(file.toString());
    }

    private static void createTopic(List<String> bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void produce(List<String> bootstrapServers, String value) throws Exception {
        Map<String, Object> configuration = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.block.ms",
                1_000,
                "max.request.size",
                32 << 20,
                "buffer.memory",
                64 << 20);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(configuration, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static List<String> consume(List<String> bootstrapServers, int count) {
        Map<String, Object> configuration =
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(configuration, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            await().atMost(AMPLE).until(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(record.value());
                }
                return values.size() >= count;
            });
        }
        return values;
    }
}
