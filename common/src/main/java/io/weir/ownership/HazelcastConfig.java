package io.weir.ownership;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import com.hazelcast.spi.properties.ClusterProperty;
import java.util.stream.Collectors;

/** Turns settings into Hazelcast's configuration. No file, system property or network discovery has a say. */
final class HazelcastConfig {
    static final String STREAMS = "streams";
    static final String BOARD = "board";
    static final String PULLERS = "pullers";
    static final String CUTTERS = "cutters";
    static final String DEMAND = "demand";
    static final String NAME_ATTRIBUTE = "weir.name";
    static final String INCARNATION_ATTRIBUTE = "weir.incarnation";
    static final String ROLES_ATTRIBUTE = "weir.roles";

    private HazelcastConfig() {}

    static Config of(HazelcastSettings settings, String incarnation) {
        Config config = new Config();
        config.setClusterName(settings.clusterName());
        config.setInstanceName("weir-" + incarnation);
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getMemberAttributeConfig()
                .setAttribute(NAME_ATTRIBUTE, settings.nodeName())
                .setAttribute(INCARNATION_ATTRIBUTE, incarnation)
                .setAttribute(
                        ROLES_ATTRIBUTE,
                        settings.roles().stream().map(NodeRole::name).collect(Collectors.joining(",")));
        config.getSerializationConfig().getCompactSerializationConfig().addSerializer(new AnnouncementSerializer());
        config.addMapConfig(streams());
        setProperties(config, settings);
        setNetwork(config.getNetworkConfig(), settings);
        return config;
    }

    private static MapConfig streams() {
        // After a split the larger side's entries stay; what was announced on the other is announced again.
        return new MapConfig(STREAMS)
                .setBackupCount(1)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(PutIfAbsentMergePolicy.class.getName()));
    }

    private static void setProperties(Config config, HazelcastSettings settings) {
        set(config, ClusterProperty.LOGGING_TYPE.getName(), "slf4j");
        set(config, ClusterProperty.PHONE_HOME_ENABLED.getName(), "false");
        set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED.getName(), "false"); // the node closes in its own order
        set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT.getName(), "5");
        // A killed node is noticed by its connection; these are for one that is frozen or cut off.
        set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS.getName(), "1");
        set(config, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS.getName(), "10");
        set(config, ClusterProperty.MASTERSHIP_CLAIM_TIMEOUT_SECONDS.getName(), "15");
        set(config, ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS.getName(), "15000");
        set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName(), "10");
        set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS.getName(), "5");
        set(config, ClusterProperty.MAP_INVALIDATION_MESSAGE_BATCH_ENABLED.getName(), "false");
        set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN.getName(), "0");
        set(config, ClusterProperty.TCP_JOIN_PORT_TRY_COUNT.getName(), "1"); // a port that is named is the port
        if (!HazelcastSettings.ANY_ADDRESS.equals(settings.bindAddress())) {
            set(config, ClusterProperty.SOCKET_BIND_ANY.getName(), "false");
            set(config, "hazelcast.local.localAddress", settings.bindAddress());
        }
    }

    private static void set(Config config, String property, String value) {
        config.setProperty(property, value);
    }

    private static void setNetwork(NetworkConfig network, HazelcastSettings settings) {
        network.setPort(settings.port()).setPortAutoIncrement(false);
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(settings.members()); // without members: may be joined
    }
}
