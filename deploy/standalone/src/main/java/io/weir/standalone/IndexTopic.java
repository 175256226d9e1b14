package io.weir.standalone;

import io.weir.kafka.KafkaSettings;
import io.weir.kafka.Topics;
import io.weir.runtime.StartupException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index's topic, without which no node does anything. */
final class IndexTopic {
    private static final Logger LOG = LoggerFactory.getLogger(IndexTopic.class);
    private static final long TIMEOUT_S = 30;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private IndexTopic() {}

    /**
     * Makes it if there is none; waits for Kafka as long as it takes.
     *
     * @return nothing to close
     * @throws StartupException if it cannot be made, or the process is told to stop meanwhile
     */
    static AutoCloseable make(NodeContext context, KafkaSettings kafka) throws InterruptedException {
        Optional<String> problem = tryToMake(kafka);
        problem.ifPresent(first -> LOG.warn("the topic {} cannot be made yet: {}", kafka.indexTopic(), first));
        while (problem.isPresent()) {
            if (context.mediaFolder() != null) { // the embedded Kafka does not come later
                throw new StartupException("the topic " + kafka.indexTopic() + " cannot be made: " + problem.get());
            }
            if (context.lifecycle().awaitClose(RETRY)) {
                throw new StartupException("told to stop while waiting for Kafka");
            }
            problem = tryToMake(kafka);
        }
        return () -> {};
    }

    /** Says what is wrong, if it cannot be made. */
    private static Optional<String> tryToMake(KafkaSettings kafka) throws InterruptedException {
        try (Topics topics = new Topics(kafka, "weir-index-admin")) {
            topics.ensureIndex().get(TIMEOUT_S, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
