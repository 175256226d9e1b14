package io.weir.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A Kafka broker alone: {@code KafkaMain FOLDER FILE} writes its address to the file when it takes requests. */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), Duration.ofHours(1));
        Path whole = Path.of(arguments[1] + ".new");
        Files.writeString(whole, String.join(",", kafka.bootstrapServers()));
        Files.move(whole, Path.of(arguments[1]));
        Thread.currentThread().join();
    }
}
