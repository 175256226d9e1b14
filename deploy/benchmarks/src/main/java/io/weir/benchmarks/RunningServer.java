package io.weir.benchmarks;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Processes that somebody else has started, such as the roles of a cluster on this machine; they stay. */
record RunningServer(Set<Long> pids, URI rtmp, URI http) implements MeasuredServer {
    @Override
    public String name() {
        return "running";
    }

    @Override
    public String description() {
        return "processes " + pids + " at " + rtmp + " and " + http;
    }

    @Override
    public URI playlist(String stream) {
        return URI.create(http + "/" + stream + ".m3u8");
    }

    @Override
    public @Nullable Long liveHeapBytes() {
        return null;
    }

    @Override
    public void close() {}
}
