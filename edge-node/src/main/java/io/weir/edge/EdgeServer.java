package io.weir.edge;

import io.weir.camera.CameraStatus;
import io.weir.edge.http.HttpServer;
import io.weir.edge.http.Transport;
import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import io.weir.ownership.Directory;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** An edge's HTTP side: playlists from the index, segments from the store and pictures of them, the page. */
public final class EdgeServer implements AutoCloseable {
    private final Transport transport;
    private final HttpServer server;
    private final PlaylistReplies playlists;
    private final Pictures pictures;

    private EdgeServer(Transport transport, HttpServer server, PlaylistReplies playlists, Pictures pictures) {
        this.transport = transport;
        this.server = server;
        this.playlists = playlists;
        this.pictures = pictures;
    }

    /**
     * Binds and serves. The source, the directory and where objects come from stay the caller's, and are to outlive the server.
     *
     * @throws IllegalArgumentException if an alias is wrong; says which, and why
     * @throws BindException if the address is taken, or is not this machine's
     */
    public static EdgeServer start(
            EdgeSettings settings,
            PlaylistSource source,
            Directory directory,
            Supplier<Map<StreamName, CameraStatus>> cameras,
            Demand demand,
            ObjectSource objects,
            Clock clock)
            throws BindException {
        Aliases aliases = Aliases.parse(settings.aliases());
        Transport transport = Transport.open(settings.threads());
        FirstSegmentWait wait = new FirstSegmentWait(settings.hold(), transport.executor());
        OnDemandStreams onDemand = new OnDemandStreams(cameras, demand);
        PlaylistReplies playlists = new PlaylistReplies(source, directory, onDemand, wait, clock);
        SegmentCache cache = new SegmentCache(objects, settings.segments(), clock);
        Pictures pictures = new Pictures(cache);
        EdgeRoutes routes = new EdgeRoutes(
                source,
                directory,
                playlists,
                new SegmentReplies(cache),
                new PictureReplies(source, directory, pictures),
                new StreamList(source, directory, cameras, onDemand, clock),
                onDemand,
                Assets.IN_JAR,
                aliases);
        try {
            HttpServer server = HttpServer.start(transport, settings.address(), settings.http(), routes, clock);
            return new EdgeServer(transport, server, playlists, pictures);
        } catch (BindException e) {
            pictures.close();
            transport.close();
            throw e;
        }
    }

    /** The port that is bound. */
    public int port() {
        return server.port();
    }

    /** How many requests wait for a first segment now. */
    public int heldRequests() {
        return playlists.held();
    }

    /**
     * Stops gently: accepts no more, answers what is held, lets replies end.
     *
     * @param grace after it, what is left is closed
     * @return completes when no connection is left; then close
     */
    public CompletableFuture<Void> drain(Duration grace) {
        CompletableFuture<Void> drained = server.drain(grace);
        playlists.close();
        return drained;
    }

    /** Closes everything at once, and waits for it. */
    @Override
    public void close() {
        playlists.close();
        server.close();
        pictures.close();
        transport.close();
    }
}
