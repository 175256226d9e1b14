package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.camera.ScriptedCamera;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.AudioConversion;
import io.weir.ingest.pull.PullSession;
import io.weir.name.StreamName;
import io.weir.ownership.MemoryDirectory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a camera hears when it is let go of: one that is not told counts the session until its own time-out. */
class GoodbyeTest {
    private static final StreamName STREAM = new StreamName("site", "cam1");
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(300);

    private final ScriptedCamera camera = ScriptedCamera.start();
    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final HeldStream hold = new HeldStream(events);
    private final SwitchedDemand demand = new SwitchedDemand();
    private final MemoryDirectory directory = new MemoryDirectory("self");
    private final CameraPulls pulls = new CameraPulls(
            registry,
            directory,
            hold,
            demand,
            Duration.ofSeconds(30),
            (request, held, goesOn, sink) ->
                    new PullSession(request, AudioConversion.NONE, held, goesOn, System::nanoTime).run(sink),
            AddressPolicy.LOCAL_ALLOWED,
            new PullAbility(registry, Optional::empty, () -> null, GoodbyeTest::watch),
            new PullClock(System::nanoTime, System::currentTimeMillis));

    private static PullAbility.Watch watch() {
        return new PullAbility.Watch() {
            @Override
            public boolean isWatching() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private void pull(CameraTransport transport) {
        put("/one", transport);
        pulls.assign();
        await().atMost(AMPLE).until(() -> events.contains("written"));
        stopMedia();
    }

    private void put(String path, CameraTransport transport) {
        put(path, transport, false);
    }

    private void put(String path, CameraTransport transport, boolean onDemand) {
        CameraSource source = CameraSource.parse(camera.uri().resolve(path).toString());
        assertThat(registry.put(new Camera(STREAM, source, transport, onDemand, true, Map.of(), null))
                        .join())
                .isEmpty();
    }

    private void awaitClosed() {
        await().atMost(AMPLE).until(() -> camera.openConnections() == 0);
    }

    /**
     * The camera sends nothing more, and what it has sent is taken: a connection that is closed with media in it is reset, which
     * may overtake the goodbye, and ends the session without it.
     */
    private void stopMedia() {
        camera.stall();
        AtomicInteger taken = new AtomicInteger();
        await().during(QUIET).atMost(AMPLE).until(() -> taken.getAndSet(events.size()) == events.size());
    }

    @AfterEach
    void close() {
        pulls.close();
        camera.close();
        assertThat(camera.maxPlayingSessions()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(CameraTransport.class)
    void close_connected_saysGoodbyeBeforeItReleases(CameraTransport transport) {
        pull(transport);
        pulls.close();
        assertThat(events).endsWith("broken off: stopped", "released");
        awaitClosed();
        assertThat(camera.requests()).endsWith("TEARDOWN");
    }

    @ParameterizedTest
    @EnumSource(CameraTransport.class)
    void onEntry_anotherSource_saysGoodbyeBeforeTheNextIsConnected(CameraTransport transport) {
        pull(transport);
        put("/two", transport);
        pulls.assign();
        await().atMost(AMPLE).until(() -> Collections.frequency(camera.requests(), "PLAY") == 2);
        List<String> requests = camera.requests();
        assertThat(requests).containsOnlyOnce("TEARDOWN");
        assertThat(requests.indexOf("TEARDOWN")).isLessThan(requests.lastIndexOf("OPTIONS"));
    }

    @ParameterizedTest
    @EnumSource(CameraTransport.class)
    void onEntry_cameraIsRemoved_saysGoodbyeBeforeTheStreamEnds(CameraTransport transport) {
        pull(transport);
        assertThat(registry.delete(STREAM).join()).isEmpty();
        pulls.assign();
        await().atMost(AMPLE).until(() -> events.contains("ended"));
        awaitClosed();
        assertThat(camera.requests()).endsWith("TEARDOWN");
    }

    @ParameterizedTest
    @EnumSource(CameraTransport.class)
    void onEnded_holdStands_saysGoodbye(CameraTransport transport) {
        pull(transport);
        hold.listener.onEnded("the media breaks too often");
        await().atMost(AMPLE).until(() -> camera.requests().contains("TEARDOWN"));
    }

    @ParameterizedTest
    @EnumSource(CameraTransport.class)
    void onDemand_nobodyWatchesAnyMore_saysGoodbyeAndHoldsOn(CameraTransport transport) {
        demand.wanted = true;
        put("/one", transport, true);
        pulls.assign();
        await().atMost(AMPLE).until(() -> events.contains("written"));
        stopMedia();
        demand.wanted = false;
        await().atMost(AMPLE).until(() -> events.contains("broken off: nobody watches"));
        awaitClosed();
        assertThat(camera.requests()).endsWith("TEARDOWN");
        assertThat(events).doesNotContain("released");
    }

    @ParameterizedTest
    @EnumSource(CameraTransport.class)
    void close_holdWasLost_saysNothing(CameraTransport transport) {
        pull(transport);
        hold.held = false;
        pulls.close();
        awaitClosed();
        assertThat(camera.requests()).doesNotContain("TEARDOWN");
    }
}
