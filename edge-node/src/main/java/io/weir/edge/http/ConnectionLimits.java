package io.weir.edge.http;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts connections, in all and of each address, and turns away those that are too many. */
final class ConnectionLimits {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

    /** One customer's IPv6 network: all its addresses count as one. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final HttpLimits limits;
    private final LogPacer pacer;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<ByteBuffer, Integer> byNetwork = new ConcurrentHashMap<>();

    ConnectionLimits(HttpLimits limits, Clock clock) {
        this.limits = limits;
        this.pacer = new LogPacer(clock, Duration.ofSeconds(10));
    }

    /** Counts the channel until it is closed. False if it is one too many, and is to be closed. */
    boolean admit(Channel channel) {
        ByteBuffer network = network(channel.remoteAddress());
        int all = total.incrementAndGet();
        int ofNetwork = byNetwork.merge(network, 1, Integer::sum);
        channel.closeFuture().addListener(closed -> {
            total.decrementAndGet();
            byNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        });
        boolean admitted = all <= limits.maxConnections()
                && (limits.maxConnectionsPerAddress() == 0 || ofNetwork <= limits.maxConnectionsPerAddress());
        if (!admitted && pacer.isDue()) {
            LOG.warn("connections are being refused: {} in all, {} of {}", all, ofNetwork, channel.remoteAddress());
        }
        return admitted;
    }

    static ByteBuffer network(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null) {
            return ByteBuffer.allocate(0);
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? ByteBuffer.wrap(bytes, 0, IPV6_NETWORK_BYTES) : ByteBuffer.wrap(bytes);
    }
}
