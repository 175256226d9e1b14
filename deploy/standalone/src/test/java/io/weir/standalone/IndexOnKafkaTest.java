package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.name.StreamName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The index's reader against a real broker: what the fakes cannot show. */
class IndexOnKafkaTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final Duration AGE = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    private final Logger clients = (Logger) LoggerFactory.getLogger("org.apache.kafka.clients");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        clients.setLevel(Level.WARN);
        clients.setAdditive(false);
        clients.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        clients.detachAppender(appender);
        clients.setAdditive(true);
        clients.setLevel(null);
    }

    @Test
    void reader_topicMadeAnewThenClosed_readsItAndKafkasClientComplainsOfNothingElse() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, Duration.ofHours(1))) {
            String servers = String.join(",", kafka.bootstrapServers());
            KafkaSettings settings = new KafkaSettings(servers, "weir", 1, 1, 3_600_000, 4);
            List<String> told = new CopyOnWriteArrayList<>();
            try (Topics topics = new Topics(settings, "test-topics");
                    Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                topics.ensureIndex().get(30, TimeUnit.SECONDS);
                IndexReader reader = new IndexReader(settings, "test-index", System::nanoTime);
                reader.listen(new IndexReader.Listener() {
                    @Override
                    public void accepted(StreamName stream, Accepted latest) {}

                    @Override
                    public void restarted() {
                        told.add("restarted");
                    }
                });
                reader.start();
                await().atMost(AMPLE).until(() -> reader.staleness(AGE).isEmpty());
                assertThat(lines).as("while nothing happens").isEmpty();

                admin.deleteTopics(List.of(settings.indexTopic())).all().get(30, TimeUnit.SECONDS);
                topics.ensureIndex().get(30, TimeUnit.SECONDS);
                await().atMost(AMPLE).until(() -> told.contains("restarted"));
                await().atMost(AMPLE).until(() -> reader.staleness(AGE).isEmpty());

                lines.clear();
                reader.close();
                assertThat(lines).as("while it is closed").isEmpty();
            }
        }
    }
}
