package io.weir.ingest.rtmp;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvTags;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.name.StreamName;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * To try real publishers by hand: {@code RtmpSinkMain PORT FOLDER [KEY]} writes each publication into
 * {@code FOLDER/<app>-<stream>-<n>.flv}; a newer one ends the older.
 */
final class RtmpSinkMain {
    private static final byte[] FLV_HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};

    private final Path folder;
    private final Map<StreamName, PublicationListener> listeners = new ConcurrentHashMap<>();
    private int publications;

    private RtmpSinkMain(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        ((Logger) LoggerFactory.getLogger("io.weir")).setLevel(Level.INFO);
        RtmpSinkMain sink = new RtmpSinkMain(Path.of(args[1]));
        PublishAccess access = args.length > 2 ? PublishAccess.withKey(args[2]) : PublishAccess.OPEN;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        try (RtmpServer server = RtmpServer.start(RtmpServerSettings.defaults(address, 8080), sink::open, access)) {
            System.out.println("listening on " + server.address());
            Thread.currentThread().join();
        }
    }

    private synchronized CompletableFuture<Publication> open(
            StreamName stream, String peer, PublicationListener listener) {
        PublicationListener older = listeners.put(stream, listener);
        if (older != null) {
            older.onEnded("a newer publisher has taken the stream: " + peer);
        }
        try {
            Path file = folder.resolve(stream.app() + "-" + stream.stream() + "-" + publications++ + ".flv");
            OutputStream out = Files.newOutputStream(file);
            out.write(FLV_HEADER);
            return CompletableFuture.completedFuture(new FlvFile(out, () -> listeners.remove(stream, listener)));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private record FlvFile(OutputStream out, Runnable onClose) implements Publication {
        @Override
        public void write(int type, int timestampMs, ByteBuf body) {
            ByteBuf tag = Unpooled.buffer();
            FlvTags.write(tag, type, timestampMs, body);
            try {
                tag.readBytes(out, tag.readableBytes());
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close(String cause) {
            onClose.run();
        }
    }
}
