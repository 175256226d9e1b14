package io.weir.edge;

import io.weir.edge.http.HttpLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What an edge may use, and where it listens.
 *
 * @param address where it listens; port 0 for any that is free
 * @param aliases other paths of playlists, such as {@code /hls/{stream}.m3u8}; see {@link Alias}
 * @param segments memory and fetches of segments
 * @param hold of requests for streams without a segment yet
 * @param threads event loops; 0 for one a processor
 * @param http limits of connections
 */
public record EdgeSettings(
        InetSocketAddress address,
        List<String> aliases,
        SegmentLimits segments,
        HoldLimits hold,
        int threads,
        HttpLimits http) {
    /**
     * Limits of segments.
     *
     * @param cacheBytes of segments in memory; those that are being sent may take as much again
     * @param maxCachedBytes a larger segment is passed on and not kept
     * @param maxFetches how many segments the store is asked for at a time
     */
    public record SegmentLimits(long cacheBytes, int maxCachedBytes, int maxFetches) {}

    /**
     * Limits of held requests.
     *
     * @param maxRequests how many are held at a time
     * @param longest how long each; a target duration and three seconds
     */
    public record HoldLimits(int maxRequests, Duration longest) {}

    public EdgeSettings {
        aliases = List.copyOf(aliases);
    }

    /** Port 8080 of the loopback address, and no aliases. */
    public static EdgeSettings defaults() {
        return new EdgeSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
                List.of(),
                new SegmentLimits(256L << 20, 32 << 20, 64),
                new HoldLimits(1_000, Duration.ofSeconds(9)),
                0,
                HttpLimits.defaults());
    }

    public EdgeSettings withAddress(InetSocketAddress other) {
        return new EdgeSettings(other, aliases, segments, hold, threads, http);
    }

    public EdgeSettings withAliases(List<String> others) {
        return new EdgeSettings(address, others, segments, hold, threads, http);
    }

    public EdgeSettings withSegments(SegmentLimits others) {
        return new EdgeSettings(address, aliases, others, hold, threads, http);
    }

    public EdgeSettings withHold(HoldLimits others) {
        return new EdgeSettings(address, aliases, segments, others, threads, http);
    }

    public EdgeSettings withHttp(HttpLimits others) {
        return new EdgeSettings(address, aliases, segments, hold, threads, others);
    }
}
