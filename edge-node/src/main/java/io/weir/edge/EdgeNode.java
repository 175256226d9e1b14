package io.weir.edge;

import io.weir.camera.CameraStatus;
import io.weir.index.Accepted;
import io.weir.index.reader.IndexReader;
import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import io.weir.ownership.Directory;
import io.weir.remake.Remaker;
import io.weir.storage.ObjectStore;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An edge node: an HTTP server over the index and the store. */
public final class EdgeNode implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final EdgeServer server;

    private EdgeNode(EdgeServer server) {
        this.server = server;
    }

    /**
     * Binds and serves. Reader, directory and store stay the caller's, and are to outlive the node.
     *
     * @param cameras how the pulls of cameras are, by stream; asked with every request, so it returns at once
     * @param demand takes what is watched
     * @param remaker makes what the index names before the store has it; stays the caller's
     * @throws IllegalArgumentException if an alias is wrong; says which, and why
     * @throws BindException if the address is taken, or is not this machine's
     */
    public static EdgeNode start(
            EdgeSettings settings,
            IndexReader index,
            Directory directory,
            Supplier<Map<StreamName, CameraStatus>> cameras,
            Demand demand,
            ObjectStore store,
            Remaker remaker,
            Clock clock)
            throws BindException {
        UnstoredSegments objects = new UnstoredSegments(
                store::get,
                stream -> {
                    Accepted latest = index.latest(stream);
                    return latest == null ? null : latest.record();
                },
                remaker);
        index.listen((stream, latest) -> objects.onAccepted(stream, latest.record()));
        return new EdgeNode(
                EdgeServer.start(settings, new IndexPlaylists(index), directory, cameras, demand, objects, clock));
    }

    /** The port that is bound. */
    public int port() {
        return server.port();
    }

    /** Lets replies end, 3 s at most, and closes. */
    @Override
    public void close() {
        try {
            server.drain(DRAIN).get(DRAIN.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What has not ended by now is closed.
        }
        server.close();
    }
}
