package io.weir.ingest.rtmp;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts connections, in all and of each address. For any thread. */
final class ConnectionLimits {
    private final int maxConnections;
    private final int maxPerAddress;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int connections;

    ConnectionLimits(int maxConnections, int maxPerAddress) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
    }

    /** Counts a connection and returns null, or says why it may not be. */
    synchronized @Nullable String open(InetAddress address) {
        if (connections >= maxConnections) {
            return "there are " + maxConnections + " connections already";
        }
        int ofAddress = byAddress.getOrDefault(address, 0);
        if (ofAddress >= maxPerAddress) {
            return "there are " + maxPerAddress + " connections from its address already";
        }
        connections++;
        byAddress.put(address, ofAddress + 1);
        return null;
    }

    /** A connection that was counted is over. */
    synchronized void close(InetAddress address) {
        connections--;
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    synchronized int connections() {
        return connections;
    }
}
