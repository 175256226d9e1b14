package io.weir.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A Kafka broker alone: {@code KafkaMain FOLDER FILE [PORT ADVERTISED]} writes its address to the file when it takes requests.
 *
 * <p>With two ports it listens on the first one, too, and tells those who come there to come to the other one: where
 * something stands between that can be cut.
 */
public final class KafkaMain {
    private static final String SECOND = "SECOND";

    private KafkaMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(
                Path.of(arguments[0]),
                Duration.ofHours(1),
                configuration -> arguments.length == 2
                        ? configuration
                        : withSecondListener(configuration, arguments[2], arguments[3]));
        Path whole = Path.of(arguments[1] + ".new");
        Files.writeString(whole, String.join(",", kafka.bootstrapServers()));
        Files.move(whole, Path.of(arguments[1]));
        Thread.currentThread().join();
    }

    private static Map<String, String> withSecondListener(
            Map<String, String> configuration, String port, String advertised) {
        Map<String, String> adjusted = new HashMap<>(configuration);
        Map.of(
                        "listeners", SECOND + "://127.0.0.1:" + port,
                        "advertised.listeners", SECOND + "://127.0.0.1:" + advertised,
                        "listener.security.protocol.map", SECOND + ":PLAINTEXT")
                .forEach((key, more) -> adjusted.merge(key, more, (known, added) -> known + "," + added));
        return adjusted;
    }
}
