package io.weir.e2e;

import static org.awaitility.Awaitility.await;

import io.weir.standalone.KafkaMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes of a cluster, each in a process of its own, and their Kafka in one more. */
final class Roles {
    private static final String ADDRESS = "kafka.address";

    private Roles() {}

    /** Starts a broker; {@link #address} waits for it. */
    static Program kafka(Path folder) throws IOException {
        return kafka(folder, List.of());
    }

    /**
     * Starts a broker that listens on one more port, for those behind a link.
     *
     * @param port where the broker listens for what the link brings
     */
    static Program kafka(Path folder, int port, CuttableLink link) throws IOException {
        return kafka(folder, List.of(Integer.toString(port), Integer.toString(link.port())));
    }

    private static Program kafka(Path folder, List<String> ports) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaMain.class.getName(),
                folder.resolve("kafka").toString(),
                folder.resolve(ADDRESS).toString()));
        command.addAll(ports);
        return Program.start(folder, KafkaMain.class.getSimpleName(), command);
    }

    /** The broker's address, once it takes requests. */
    static String address(Program kafka, Path folder) throws IOException {
        Path file = folder.resolve(ADDRESS);
        await(kafka + " listens")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> Files.exists(file) || !kafka.isAlive());
        if (!Files.exists(file)) {
            throw new AssertionError(kafka + " has ended:\n" + kafka.output());
        }
        return Files.readString(file);
    }

    /**
     * A node that is yet to be started, with a configuration file.
     *
     * @param name of the file, and so of the node among others of its role
     * @param members Hazelcast's, as {@link #hazelcastOf} gives them; empty for the first node
     */
    static Weir node(Path folder, String name, String role, Map<String, String> common, String members)
            throws IOException {
        Map<String, String> settings = new HashMap<>(common);
        int port = Places.freePort();
        settings.put("hazelcast.cluster-name", folder.getFileName().toString().replaceAll("[^A-Za-z0-9]", ""));
        settings.put("hazelcast.port", Integer.toString(port));
        if (!members.isEmpty()) {
            settings.put("hazelcast.members", members);
        }
        StringBuilder yaml = new StringBuilder();
        settings.forEach(
                (key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
        Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
        return Weir.named(
                folder, name, Map.of("WEIR_HAZELCAST_PORT", Integer.toString(port)), role, "--config", file.toString());
    }

    /** Where other nodes find this one. */
    static String hazelcastOf(Weir node) {
        return "127.0.0.1:" + node.setting("WEIR_HAZELCAST_PORT");
    }
}
