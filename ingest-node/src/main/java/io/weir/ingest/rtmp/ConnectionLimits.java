package io.weir.ingest.rtmp;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts connections, in all and of each address. For any thread. */
final class ConnectionLimits {
    private final int maxConnections;
    private final int maxPerAddress;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private final Set<InetAddress> fullAddresses = new HashSet<>();
    private int connections;
    private boolean full;

    /**
     * Why there is no room.
     *
     * @param first whether it is the first since there was room; only that one is worth a line in the log
     */
    record Refusal(String cause, boolean first) {}

    ConnectionLimits(int maxConnections, int maxPerAddress) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
    }

    /** Counts a connection and returns null, or says why it may not be. */
    synchronized @Nullable Refusal open(InetAddress address) {
        if (connections >= maxConnections) {
            boolean first = !full;
            full = true;
            return new Refusal("there are " + maxConnections + " connections already", first);
        }
        int ofAddress = byAddress.getOrDefault(address, 0);
        if (ofAddress >= maxPerAddress) {
            boolean first = fullAddresses.add(address);
            return new Refusal("there are " + maxPerAddress + " connections from its address already", first);
        }
        connections++;
        byAddress.put(address, ofAddress + 1);
        return null;
    }

    /** A connection that was counted is over. */
    synchronized void close(InetAddress address) {
        connections--;
        full = false;
        fullAddresses.remove(address);
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    synchronized int connections() {
        return connections;
    }
}
