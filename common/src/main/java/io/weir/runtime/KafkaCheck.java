package io.weir.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.jspecify.annotations.Nullable;

/** Whether Kafka answers and has a controller, without which no topic can be made. */
public final class KafkaCheck implements HealthCheck, AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Shorter, so that the client's own answer comes first. */
    private static final int CLIENT_TIMEOUT_MS = 2_500;

    private final List<String> bootstrapServers;
    private final Admin admin;
    private final ProbeCheck probe;

    /**
     * Begins to ask at once.
     *
     * @param bootstrapServers brokers as {@code host:port}
     */
    public KafkaCheck(List<String> bootstrapServers) {
        this.bootstrapServers = List.copyOf(bootstrapServers);
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                String.join(",", bootstrapServers),
                AdminClientConfig.CLIENT_ID_CONFIG,
                "weir-health",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                CLIENT_TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                CLIENT_TIMEOUT_MS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500));
        probe = new ProbeCheck("kafka", this::ask, INTERVAL, TIMEOUT);
    }

    @Override
    public String name() {
        return probe.name();
    }

    @Override
    public Optional<String> problem() {
        return probe.problem();
    }

    @Override
    public void close() {
        probe.close();
        admin.close(Duration.ZERO);
    }

    private CompletionStage<@Nullable Void> ask() {
        DescribeClusterResult cluster =
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(CLIENT_TIMEOUT_MS));
        return cluster.controller().toCompletionStage().handle((controller, problem) -> {
            if (problem != null) {
                throw new IllegalStateException("no broker of " + bootstrapServers + " answers");
            }
            if (controller == null || controller.isEmpty()) {
                throw new IllegalStateException("the cluster of " + bootstrapServers + " has no controller");
            }
            return null;
        });
    }
}
