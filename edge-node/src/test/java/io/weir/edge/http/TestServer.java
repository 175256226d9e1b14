package io.weir.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose replies are their paths. {@code /held/<name>} is answered when the test says so, {@code /big} is larger
 * than what sockets hold, {@code /throw} throws.
 */
final class TestServer implements AutoCloseable {
    static final Clock NOON = Clock.fixed(Instant.parse("2026-01-03T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration LONG = Duration.ofMinutes(1);
    static final HttpLimits PATIENT = new HttpLimits(100, 100, 4096, 8192, LONG, LONG, LONG);
    private static final int BIG_BYTES = 30 << 20;

    final Transport transport = Transport.open(1);
    final HttpServer server;
    final AtomicInteger bigBegun = new AtomicInteger();
    final AtomicInteger bigEnded = new AtomicInteger();
    private final Map<String, CompletableFuture<Reply>> held = new ConcurrentHashMap<>();

    private final class Counted implements Reply.Hold {
        @Override
        public void begin() {
            bigBegun.incrementAndGet();
        }

        @Override
        public void end() {
            bigEnded.incrementAndGet();
        }
    }

    TestServer(HttpLimits limits) throws BindException {
        server = HttpServer.start(transport, loopback(0), limits, this::handle, NOON);
    }

    static HttpLimits connections(int inAll, int perAddress) {
        return new HttpLimits(inAll, perAddress, 4096, 8192, LONG, LONG, LONG);
    }

    static HttpLimits timeouts(Duration header, Duration idle, Duration write) {
        return new HttpLimits(100, 100, 4096, 8192, header, idle, write);
    }

    int port() {
        return server.port();
    }

    boolean holds(String name) {
        return held.containsKey(name);
    }

    CompletableFuture<Reply> held(String name) {
        return Objects.requireNonNull(held.get(name));
    }

    void complete(String name) {
        held(name).complete(text("held " + name));
    }

    private CompletableFuture<Reply> handle(Request request) {
        List<String> path = request.path();
        if (path.get(0).equals("throw")) {
            throw new IllegalStateException("secret");
        }
        if (path.get(0).equals("held")) {
            return held.computeIfAbsent(path.get(1), name -> new CompletableFuture<>());
        }
        if (path.get(0).equals("big")) {
            return CompletableFuture.completedFuture(
                    new Reply(HttpResponseStatus.OK, List.of(), ByteBuffer.wrap(big())).heldBy(new Counted()));
        }
        return CompletableFuture.completedFuture(text(path.toString()));
    }

    static Reply text(String text) {
        return new Reply(HttpResponseStatus.OK, List.of(), ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }

    static byte[] big() {
        byte[] bytes = new byte[BIG_BYTES];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        server.close();
        transport.close();
    }
}
