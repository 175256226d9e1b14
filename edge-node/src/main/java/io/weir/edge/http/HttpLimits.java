package io.weir.edge.http;

import java.time.Duration;

/**
 * What a peer may use.
 *
 * @param maxConnections connections in all; one more is closed at once
 * @param maxConnectionsPerAddress connections of one IPv4 address or one IPv6 /64; 0 for no such limit, as behind a
 *     proxy
 * @param maxRequestLineBytes a longer request line is answered 414
 * @param maxHeaderBytes longer headers are answered 431
 * @param headerTimeout from a request's first byte, or the connection's beginning, to the end of its headers
 * @param idleTimeout from a reply to the next request's first byte
 * @param writeTimeout how long a peer may take for {@value ReplyWriter#SLICE_BYTES} bytes of a reply, up to twice
 */
public record HttpLimits(
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxRequestLineBytes,
        int maxHeaderBytes,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration writeTimeout) {
    public static HttpLimits defaults() {
        return new HttpLimits(
                20_000,
                1_000,
                4 * 1024,
                8 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20));
    }
}
