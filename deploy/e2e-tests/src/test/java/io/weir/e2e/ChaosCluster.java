package io.weir.e2e;

import static org.awaitility.Awaitility.await;

import io.weir.e2e.ChaosProcess.Role;
import io.weir.storage.S3Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/** A whole cluster in processes of its own: three brokers, two nodes of each role, and a link to an S3 server. */
final class ChaosCluster implements AutoCloseable {
    private static final int BROKERS = 3;
    private static final int NODES_OF_A_ROLE = 2;
    /** Asked for by nodes that listen on more than the loopback address. */
    static final String PUBLISH_KEY = "chaos";

    private static final String TOPIC_PREFIX = "weir";

    /** Many small processes share few processors: what starts sooner is worth more than what runs faster later. */
    private static final String JVM = "-Xmx%dm -XX:TieredStopAtLevel=1 -XX:MetaspaceSize=64m";

    private final Path folder;
    private final ChaosHosts hosts;
    private final CuttableLink store;
    private final List<ChaosProcess> processes = new CopyOnWriteArrayList<>();
    private final List<URI> ingests = new ArrayList<>();
    private final List<URI> edges = new ArrayList<>();
    private String bootstrapServers = "";

    private ChaosCluster(Path folder, ChaosHosts hosts, CuttableLink store) {
        this.folder = folder;
        this.hosts = hosts;
        this.store = store;
    }

    /**
     * Starts all, and waits until all are ready.
     *
     * @param more settings beside where Kafka, S3 and the members are
     */
    static ChaosCluster start(Path folder, S3Settings s3, Map<String, String> more) throws Exception {
        ChaosHosts hosts = ChaosHosts.open(folder);
        CuttableLink store = CuttableLink.from(
                InetAddress.getByName(hosts.own()), s3.endpoint().getPort());
        ChaosCluster cluster = new ChaosCluster(folder, hosts, store);
        // Nothing is to outlive a run that somebody stops.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            cluster.processes.forEach(ChaosProcess::close);
            hosts.close();
        }));
        try {
            cluster.startBrokers();
            cluster.startNodes(cluster.settings(s3, more));
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void startBrokers() throws Exception {
        String clusterId = Uuid.randomUuid().toString();
        List<String> addresses = new ArrayList<>();
        StringJoiner voters = new StringJoiner(",");
        StringJoiner bootstrap = new StringJoiner(",");
        List<Integer> brokerPorts = new ArrayList<>();
        List<Integer> controllerPorts = new ArrayList<>();
        for (int id = 1; id <= BROKERS; id++) {
            addresses.add(hosts.add("broker" + id));
            brokerPorts.add(Places.freePort());
            controllerPorts.add(Places.freePort());
            voters.add(id + "@" + addresses.get(id - 1) + ":" + controllerPorts.get(id - 1));
            bootstrap.add(addresses.get(id - 1) + ":" + brokerPorts.get(id - 1));
        }
        bootstrapServers = bootstrap.toString();
        for (int id = 1; id <= BROKERS; id++) {
            String name = "broker" + id;
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(JVM.formatted(320).split(" ")));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerMain.class.getName(),
                    folder.resolve(name).toString(),
                    clusterId,
                    Integer.toString(id),
                    addresses.get(id - 1),
                    Integer.toString(brokerPorts.get(id - 1)),
                    Integer.toString(controllerPorts.get(id - 1)),
                    voters.toString()));
            add(new ChaosProcess(folder, name, Role.BROKER, hosts.on(name, command), Map.of(), null));
        }
        await("all brokers are there")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(() -> brokersAlive() == BROKERS);
    }

    private int brokersAlive() throws InterruptedException {
        try (Admin admin = admin()) {
            return admin.describeCluster().nodes().get().size();
        } catch (ExecutionException notYet) {
            return 0;
        }
    }

    private Map<String, String> settings(S3Settings s3, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", bootstrapServers,
                "kafka.topic-prefix", TOPIC_PREFIX,
                "s3.endpoint", "http://" + hosts.own() + ":" + store.port(),
                "s3.bucket", s3.bucket(),
                "s3.region", s3.region(),
                "s3.access-key", s3.accessKey(),
                "s3.secret-key", s3.secretKey(),
                "hazelcast.cluster-name", folder.getFileName().toString().replaceAll("[^A-Za-z0-9]", "")));
        settings.put("publish.key", PUBLISH_KEY);
        settings.putAll(more);
        return settings;
    }

    private void startNodes(Map<String, String> common) throws IOException {
        Map<String, Integer> memberPorts = new HashMap<>();
        Map<String, String> addresses = new HashMap<>();
        StringJoiner members = new StringJoiner(",");
        List<Role> roles = List.of(Role.INGEST, Role.SEGMENTER, Role.EDGE);
        for (Role role : roles) {
            for (int i = 1; i <= NODES_OF_A_ROLE; i++) {
                String name = nameOf(role, i);
                addresses.put(name, hosts.add(name));
                memberPorts.put(name, Places.freePort());
                members.add(addresses.get(name) + ":" + memberPorts.get(name));
            }
        }
        for (Role role : roles) {
            for (int i = 1; i <= NODES_OF_A_ROLE; i++) {
                String name = nameOf(role, i);
                String address = String.valueOf(addresses.get(name));
                Map<String, String> own = new HashMap<>(common);
                int port = Places.freePort();
                int management = Places.freePort();
                own.put("node.name", name);
                own.put("data-dir", folder.resolve(name).toString());
                own.put("listen", address);
                own.put("management.listen", address);
                own.put("management.port", Integer.toString(management));
                own.put("hazelcast.listen", address);
                own.put("hazelcast.port", String.valueOf(memberPorts.get(name)));
                own.put("hazelcast.members", members.toString());
                if (role == Role.INGEST) {
                    own.put("rtmp.port", Integer.toString(port));
                    ingests.add(URI.create("rtmp://" + address + ":" + port + "/live/"));
                } else if (role == Role.EDGE) {
                    own.put("http.port", Integer.toString(port));
                    edges.add(URI.create("http://" + address + ":" + port + "/live/"));
                }
                URI readiness = URI.create("http://" + address + ":" + management + "/health/ready");
                add(new ChaosProcess(
                        folder,
                        name,
                        role,
                        hosts.on(name, launch(role, name, own)),
                        Map.of("WEIR_JAVA_OPTS", JVM.formatted(256)),
                        readiness));
                if (role == Role.INGEST && i == 1) {
                    awaitReady(); // it founds Hazelcast's cluster, and makes the topics
                }
            }
        }
        awaitReady();
    }

    private List<String> launch(Role role, String name, Map<String, String> settings) throws IOException {
        StringBuilder yaml = new StringBuilder();
        settings.forEach(
                (key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
        Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
        return List.of(Places.HOME.resolve("weir").toString(), lower(role), "--config", file.toString());
    }

    private static String lower(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static String nameOf(Role role, int number) {
        return lower(role) + number;
    }

    private void add(ChaosProcess process) throws IOException {
        processes.add(process);
        process.start();
    }

    /** Waits until all nodes say that they are ready. */
    void awaitReady() {
        await("all nodes are ready")
                .atMost(Places.AMPLE)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptionsMatching(e -> e instanceof IOException)
                .until(() -> {
                    for (ChaosProcess process : processes) {
                        if (!process.isReady()) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** Waits until each of the log's partitions is on all brokers again. */
    void awaitReplicated() {
        await("all topics are replicated")
                .atMost(Places.AMPLE)
                .pollInterval(Duration.ofSeconds(1))
                .until(this::isReplicated);
    }

    private boolean isReplicated() throws InterruptedException {
        try (Admin admin = admin()) {
            Set<String> topics = admin.listTopics().names().get();
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                if (topic.partitions().stream()
                        .anyMatch(partition -> partition.isr().size() < BROKERS)) {
                    return false;
                }
            }
            return true;
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers, "default.api.timeout.ms", "5000", "request.timeout.ms", "4000"));
    }

    /** Kills all but the brokers: what they have written is all there is to judge. */
    void endNodes() {
        processes.stream().filter(process -> process.role() != Role.BROKER).forEach(ChaosProcess::close);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    ChaosHosts hosts() {
        return hosts;
    }

    /** Between all nodes and the S3 server. */
    CuttableLink store() {
        return store;
    }

    /** Where streams are published, {@code rtmp://host:port/live/}. */
    List<URI> ingests() {
        return ingests;
    }

    /** Where streams are watched, {@code http://host:port/live/}. */
    List<URI> edges() {
        return edges;
    }

    /** The processes of a role. */
    List<ChaosProcess> all(Role role) {
        return processes.stream().filter(process -> process.role() == role).toList();
    }

    ChaosProcess process(String name) {
        return processes.stream()
                .filter(process -> process.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    static String topicOf(String stream) {
        return TOPIC_PREFIX + "-flv-live-" + stream;
    }

    /** Kills all processes, and takes the network away. */
    @Override
    public void close() throws IOException {
        processes.forEach(ChaosProcess::close);
        store.close();
        hosts.close();
    }
}
