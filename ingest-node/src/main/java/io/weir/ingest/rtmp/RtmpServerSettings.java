package io.weir.ingest.rtmp;

import io.weir.rtmp.RtmpLimits;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How the RTMP server listens, and what it bears.
 *
 * @param address to listen on; port 0 takes a free one
 * @param httpPort named to those who want to play
 * @param threads event loops; 0 for two a processor
 * @param handshakeTimeout from the connection to the end of the handshake
 * @param connectTimeout from there to {@code connect}
 * @param publishTimeout from there to {@code publish}
 * @param claimTimeout from there until the stream is claimed; nothing is read meanwhile
 * @param idleTimeout without any media while publishing; it is seen within a quarter more
 * @param maxConnections in all
 * @param maxConnectionsPerAddress from one address; many cameras may stand behind one
 * @param maxUnauthenticatedBytes that a peer may send before it may publish
 * @param maxPartialBytes unfinished messages of all connections
 * @param limits of one connection
 */
public record RtmpServerSettings(
        InetSocketAddress address,
        int httpPort,
        int threads,
        Duration handshakeTimeout,
        Duration connectTimeout,
        Duration publishTimeout,
        Duration claimTimeout,
        Duration idleTimeout,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxUnauthenticatedBytes,
        long maxPartialBytes,
        RtmpLimits limits) {

    /** These settings with another bound of unfinished messages. */
    public RtmpServerSettings withPartialBytes(long maxBytes) {
        return new RtmpServerSettings(
                address,
                httpPort,
                threads,
                handshakeTimeout,
                connectTimeout,
                publishTimeout,
                claimTimeout,
                idleTimeout,
                maxConnections,
                maxConnectionsPerAddress,
                maxUnauthenticatedBytes,
                maxBytes,
                limits);
    }

    /** The settings nobody has changed. */
    public static RtmpServerSettings defaults(InetSocketAddress address, int httpPort) {
        return new RtmpServerSettings(
                address,
                httpPort,
                0,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                10_000,
                2_000,
                64 << 10,
                256L << 20,
                RtmpLimits.DEFAULT);
    }
}
