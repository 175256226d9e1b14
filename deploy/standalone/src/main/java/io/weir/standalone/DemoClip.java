package io.weir.standalone;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.weir.config.Secret;
import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import io.weir.rtmpclient.LoopPublisher;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clip that {@code weir demo} publishes in a loop, by RTMP as any camera does. */
final class DemoClip implements AutoCloseable {
    /** Where it is published. */
    static final String STREAM = "live/demo";

    private static final String RESOURCE = "demo.flv";
    private static final long STOP_WITHIN_MS = 500;

    private final IoEventLoopGroup group;
    private final LoopPublisher publisher;

    private DemoClip(IoEventLoopGroup group, LoopPublisher publisher) {
        this.group = group;
        this.publisher = publisher;
    }

    /**
     * Begins to publish.
     *
     * @param host where the RTMP server is
     * @param key the publish key, if one is asked for
     */
    static DemoClip publish(String host, int port, @Nullable Secret key) throws IOException {
        List<FlvTag> tags = tags();
        // First without the key: an exception of URI shows all that it was given.
        URI place = URI.create("rtmp://" + host + ":" + port + "/" + STREAM);
        URI url = key == null ? place : URI.create(place + "?key=" + key.reveal());
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("weir-demo", true), NioIoHandler.newFactory());
        return new DemoClip(group, LoopPublisher.start(group, url, () -> FlvLoop.of(tags, 0), System::nanoTime));
    }

    static List<FlvTag> tags() throws IOException {
        try (InputStream in = DemoClip.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the demo's clip is missing from this build");
            }
            return FlvLoop.tags(new BufferedInputStream(in));
        }
    }

    @Override
    public void close() {
        publisher.close();
        group.shutdownGracefully(100, STOP_WITHIN_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_WITHIN_MS);
    }
}
