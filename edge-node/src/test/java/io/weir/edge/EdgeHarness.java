package io.weir.edge;

import io.weir.camera.CameraStatus;
import io.weir.edge.EdgeSettings.HoldLimits;
import io.weir.edge.http.RawClient;
import io.weir.name.StreamName;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** An edge on a loopback port, before an index, a directory and a store that the test holds. */
final class EdgeHarness implements AutoCloseable {
    static final StreamName CAM = new StreamName("cctvf", "cam1");
    static final Instant START = Instant.parse("2026-01-31T09:15:00Z");
    static final long START_MS = START.toEpochMilli();

    final TestClock clock = new TestClock(START.plusSeconds(60));
    final FakePlaylistSource source = new FakePlaylistSource();
    final FakeDirectory directory = new FakeDirectory();
    final FakeStore store = new FakeStore();
    final Map<StreamName, CameraStatus> cameras = new ConcurrentHashMap<>();
    final FakeDemand demand = new FakeDemand();
    final EdgeServer server;

    EdgeHarness() throws BindException {
        this(settings -> settings);
    }

    EdgeHarness(UnaryOperator<EdgeSettings> change) throws BindException {
        EdgeSettings settings = EdgeSettings.defaults()
                .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withHold(new HoldLimits(100, Duration.ofMinutes(1)));
        server = EdgeServer.start(change.apply(settings), source, directory, () -> cameras, demand, store::get, clock);
    }

    RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    /** One GET on a connection of its own. */
    RawClient.Response get(String target, String... headers) throws IOException {
        try (RawClient client = client()) {
            return client.get(target, headers).read();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
