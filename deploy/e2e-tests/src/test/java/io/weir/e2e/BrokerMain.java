package io.weir.e2e;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One node of a Kafka cluster, broker and controller: {@code BrokerMain FOLDER CLUSTER_ID NODE_ID HOST BROKER_PORT
 * CONTROLLER_PORT VOTERS}, the last as in {@code controller.quorum.voters}. Time-outs are Kafka's own, as clusters have them.
 */
public final class BrokerMain {
    private static final String BROKER = "BROKER";
    private static final String CONTROLLER = "CONTROLLER";
    private static final String COPIES = "3";
    private static final String MIN_IN_SYNC = "2";

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        String nodeId = arguments[2];
        format(folder, arguments[1], Integer.parseInt(nodeId));
        KafkaConfig config = new KafkaConfig(
                configuration(folder, nodeId, arguments[3], arguments[4], arguments[5], arguments[6]), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Exit.addShutdownHook("stop", server::shutdown);
        server.startup();
        server.awaitShutdown();
    }

    private static void format(Path folder, String clusterId, int nodeId) throws Exception {
        Files.createDirectories(folder);
        if (Files.exists(folder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setNodeId(nodeId)
                .setClusterId(clusterId)
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName(CONTROLLER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
    }

    private static Map<String, String> configuration(
            Path folder, String nodeId, String host, String brokerPort, String controllerPort, String voters) {
        String brokerAddress = BROKER + "://" + host + ":" + brokerPort;
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", nodeId),
                Map.entry("controller.quorum.voters", voters),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("inter.broker.listener.name", BROKER),
                Map.entry("listeners", brokerAddress + "," + CONTROLLER + "://" + host + ":" + controllerPort),
                Map.entry("advertised.listeners", brokerAddress),
                Map.entry("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("unclean.leader.election.enable", "false"),
                Map.entry("default.replication.factor", COPIES),
                Map.entry("min.insync.replicas", MIN_IN_SYNC),
                Map.entry("offsets.topic.replication.factor", COPIES),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", COPIES),
                Map.entry("transaction.state.log.min.isr", MIN_IN_SYNC),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("log.index.size.max.bytes", Integer.toString(128 << 10)),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"));
    }
}
