package io.weir.ownership;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a node takes part in the cluster.
 *
 * @param clusterName nodes of other names do not meet
 * @param nodeName this node's, unique in the cluster: 1 to 128 of A-Z a-z 0-9 . _ -
 * @param roles what this node does
 * @param bindAddress the address to listen on; {@code 0.0.0.0} for all, and then that of the members' network is told to
 *     the others
 * @param port the port to listen on; 0 for a free one
 * @param members some of the cluster's nodes, {@code host:port}, of which one must run; empty for a node that is alone
 */
public record HazelcastSettings(
        String clusterName, String nodeName, Set<NodeRole> roles, String bindAddress, int port, List<String> members) {
    public static final String DEFAULT_CLUSTER_NAME = "weir";
    public static final int DEFAULT_PORT = 5701;
    public static final String LOOPBACK = "127.0.0.1";
    static final String ANY_ADDRESS = "0.0.0.0";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /**
     * Settings that can be tried.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public HazelcastSettings {
        if (!NAME.matcher(clusterName).matches()) {
            throw new IllegalArgumentException(
                    "the cluster's name must be 1 to 128 of A-Z a-z 0-9 . _ -: " + clusterName);
        }
        if (!NAME.matcher(nodeName).matches()) {
            throw new IllegalArgumentException("the node's name must be 1 to 128 of A-Z a-z 0-9 . _ -: " + nodeName);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("the cluster port must be 0 to 65535: " + port);
        }
        roles = Set.copyOf(roles);
        members = List.copyOf(members);
    }

    /** A process that has all roles and meets nobody: loopback, a free port. */
    public static HazelcastSettings standalone(String nodeName) {
        return new HazelcastSettings(DEFAULT_CLUSTER_NAME, nodeName, Set.of(NodeRole.values()), LOOPBACK, 0, List.of());
    }
}
