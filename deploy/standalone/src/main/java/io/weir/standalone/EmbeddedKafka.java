package io.weir.standalone;

import io.weir.runtime.StartupException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker and controller inside this process, on the loopback address, kept in a folder.
 *
 * <p>Its two ports are free ones, chosen anew at each start: the quorum's only voter is named in the configuration and
 * not in the log, so that nothing on disk knows a port. What was acknowledged outlives kill -9, for it is in the
 * kernel's hands; not the machine's power cut.
 */
final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String NODE_ID = "1";
    private static final String BROKER = "BROKER";
    private static final String CONTROLLER = "CONTROLLER";

    /** Between choosing a free port and taking it another program may take it. */
    private static final int PORT_TRIES = 3;

    private static final int MAX_RECORD_BYTES = (16 << 20) + (64 << 10);

    private final KafkaRaftServer server;
    private final List<String> bootstrapServers;

    private EmbeddedKafka(KafkaRaftServer server, List<String> bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the broker, and returns when it takes requests.
     *
     * @param folder where it keeps its data; made and formatted if it is not
     * @param retention how long topics keep their records, if they say nothing else
     * @throws StartupException if it does not start
     */
    static EmbeddedKafka start(Path folder, Duration retention) {
        return start(folder, retention, configuration -> configuration);
    }

    /** @param adjusted what the broker's configuration is to be instead; for tests */
    static EmbeddedKafka start(Path folder, Duration retention, UnaryOperator<Map<String, String>> adjusted) {
        for (int tries = 1; ; tries++) {
            try {
                return startOnce(folder, retention, adjusted);
            } catch (Exception e) {
                if (tries == PORT_TRIES || !isPortTaken(e)) {
                    throw new StartupException("the embedded Kafka in " + folder + " does not start: " + e, e);
                }
                LOG.debug("a port was taken in between; trying others", e);
            }
        }
    }

    /**
     * Says in one line why, when the broker ends the process, as it does when it cannot write its log.
     *
     * @param folder where it keeps its data
     */
    static void explainFatalErrors(Path folder) {
        Exit.setHaltProcedure((status, message) -> {
            explain(folder, message);
            Runtime.getRuntime().halt(status);
        });
        Exit.setExitProcedure((status, message) -> {
            explain(folder, message);
            System.exit(status);
        });
    }

    /** Where clients connect, as {@code host:port}. */
    List<String> bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static EmbeddedKafka startOnce(Path folder, Duration retention, UnaryOperator<Map<String, String>> adjusted)
            throws Exception {
        Files.createDirectories(folder);
        format(folder);
        int brokerPort;
        int controllerPort;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket broker = new ServerSocket(0, 1, loopback);
                ServerSocket controller = new ServerSocket(0, 1, loopback)) {
            brokerPort = broker.getLocalPort();
            controllerPort = controller.getLocalPort();
        }
        KafkaConfig config =
                new KafkaConfig(adjusted.apply(configuration(folder, retention, brokerPort, controllerPort)), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
        } catch (Exception | Error e) {
            server.shutdown();
            throw e;
        }
        return new EmbeddedKafka(server, List.of("127.0.0.1:" + brokerPort));
    }

    private static void format(Path folder) throws Exception {
        if (Files.exists(folder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setNodeId(Integer.parseInt(NODE_ID))
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName(CONTROLLER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
    }

    /** Small where one process has hundreds of small topics; see Kafka's "Broker Configs" for each name. */
    private static Map<String, String> configuration(
            Path folder, Duration retention, int brokerPort, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", NODE_ID),
                Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("inter.broker.listener.name", BROKER),
                Map.entry(
                        "listeners",
                        BROKER + "://127.0.0.1:" + brokerPort + "," + CONTROLLER + "://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", BROKER + "://127.0.0.1:" + brokerPort),
                Map.entry("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("log.retention.ms", Long.toString(retention.toMillis())),
                Map.entry("log.retention.check.interval.ms", "30000"),
                Map.entry("log.segment.bytes", Integer.toString(32 << 20)),
                Map.entry("log.index.size.max.bytes", Integer.toString(128 << 10)),
                Map.entry("message.max.bytes", Integer.toString(MAX_RECORD_BYTES)),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
                Map.entry("log.cleaner.threads", "1"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("background.threads", "4"),
                Map.entry("group.coordinator.threads", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("controller.quorum.append.linger.ms", "0"),
                // After kill -9 the broker is let in again only when its former self has timed out. Broker and
                // controller are one process, so no network makes a heartbeat late.
                Map.entry("broker.session.timeout.ms", "1500"),
                Map.entry("broker.heartbeat.interval.ms", "300"));
    }

    private static boolean isPortTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof java.net.BindException || message.contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static void explain(Path folder, String message) {
        long freeBytes;
        try {
            freeBytes = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            freeBytes = -1;
        }
        LOG.error(
                "the embedded Kafka cannot go on and ends the process: {}; the disk of {} has {} bytes free",
                message == null ? "it gave no reason, most often its disk is full" : message,
                folder,
                freeBytes);
    }
}
