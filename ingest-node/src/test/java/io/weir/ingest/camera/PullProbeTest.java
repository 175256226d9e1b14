package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.Camera;
import io.weir.camera.CameraClip;
import io.weir.camera.CameraProbe.Result;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.ScriptedCamera;
import io.weir.camera.SourceTest;
import io.weir.ingest.pull.AacConversion;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullSession;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PullProbeTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);

    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private final AtomicLong skippedMs = new AtomicLong();
    private volatile boolean frozen;
    private volatile @Nullable String watchFault;
    private final PullProbe probe = new PullProbe(
            (request, held, goesOn, sink) ->
                    new PullSession(request, new AacConversion(), held, goesOn, System::nanoTime).run(sink),
            registry,
            AddressPolicy.LOCAL_ALLOWED,
            () -> watchFault,
            () -> frozen ? 0 : System.nanoTime() / 1_000_000 + skippedMs.get());

    private Result look(ScriptedCamera camera) {
        CameraSource source = CameraSource.parse(camera.uri().toString());
        return probe.probe(source, CameraTransport.TCP)
                .orTimeout(AMPLE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Test
    void probe_processIsNotWatched_connectsToNothing() {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            watchFault = "no watchdog";
            assertThat(look(camera).cause()).isEqualTo("no watchdog");
            assertThat(camera.totalConnections()).isZero();
            assertThat(registry.cameras().tests()).isEmpty();
        }
    }

    @Test
    void probe_cameraThatSends_tellsItsTracksAndHasClosed() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            Result result = look(camera);

            assertThat(result.cause()).isNull();
            assertThat(result.tracks()).hasSize(2);
            assertThat(result.tracks().get(0)).matches("H\\.264 \\d+x\\d+");
            assertThat(result.tracks().get(1)).matches("AAC \\d+ Hz");
            Awaitility.await().atMost(AMPLE).until(() -> camera.openConnections() == 0);
            assertThat(camera.maxOpenConnections()).isEqualTo(1);
        }
    }

    @Test
    void probe_hevcAndG711_tellsWhatComesOfThem() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start(CameraClip.hevc()).withPcma()) {
            Result result = look(camera);

            assertThat(result.cause()).isNull();
            assertThat(result.tracks()).hasSize(2);
            assertThat(result.tracks().get(0)).startsWith("HEVC ");
            assertThat(result.tracks().get(1)).startsWith("AAC ");
        }
    }

    @Test
    void probe_sourceGivenToAStreamMeanwhile_opensNothing() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            CameraSource source = CameraSource.parse(camera.uri().toString());
            assertThat(registry.put(Camera.of(new StreamName("live", "cam"), source))
                            .join())
                    .isEmpty();

            Result result = look(camera);

            assertThat(result.cause()).isEqualTo("a stream was given the source meanwhile");
            assertThat(result.tracks()).isEmpty();
            assertThat(camera.totalConnections()).isZero();
        }
    }

    @Test
    void probe_sourceIsTestedElsewhere_opensNothing() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            SourceTest other =
                    SourceTest.of(CameraSource.parse(camera.uri().toString()).canonical());
            assertThat(registry.beginTest(other).join()).isTrue();

            assertThat(look(camera).cause()).isEqualTo("the source is being tested already; try again in a moment");
            assertThat(camera.totalConnections()).isZero();
            assertThat(registry.cameras().tests()).containsExactly(other);
        }
    }

    @Test
    void probe_cameraThatSendsNothing_reservesItUntilItsTimeIsOver() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start().silent(true)) {
            CameraSource source = CameraSource.parse(camera.uri().toString());
            CompletableFuture<Result> result = probe.probe(source, CameraTransport.TCP);
            Awaitility.await().atMost(AMPLE).until(() -> camera.openConnections() == 1);
            assertThat(registry.put(Camera.of(new StreamName("live", "cam"), source))
                            .join())
                    .extracting(CameraRefusal::reason)
                    .containsExactly(CameraRefusal.Reason.BEING_TESTED);

            skippedMs.set(30_000);

            assertThat(result.orTimeout(AMPLE.toSeconds(), TimeUnit.SECONDS)
                            .join()
                            .cause())
                    .isEqualTo("nothing came within 20 s that can be carried");
            assertThat(registry.cameras().tests()).isEmpty();
            Awaitility.await().atMost(AMPLE).until(() -> camera.openConnections() == 0);
        }
    }

    @Test
    void probe_reservationIsLost_closesAtOnceWithoutAWord() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            CameraSource source = CameraSource.parse(camera.uri().toString());
            frozen = true; // so that it never has seen enough
            CompletableFuture<Result> result = probe.probe(source, CameraTransport.TCP);
            Awaitility.await().atMost(AMPLE).until(() -> camera.playingSessions() == 1);
            registry.endTest(registry.cameras().test(source.canonical()).orElseThrow())
                    .join();
            assertThat(result.orTimeout(AMPLE.toSeconds(), TimeUnit.SECONDS)
                            .join()
                            .cause())
                    .isEqualTo("a stream was given the source meanwhile");
            assertThat(camera.requests()).doesNotContain("TEARDOWN");
        }
    }

    @Test
    void probe_registryIsAway_fails() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            registry.away("Kafka is away");
            CompletableFuture<Result> result =
                    probe.probe(CameraSource.parse(camera.uri().toString()), CameraTransport.TCP);
            assertThat(result)
                    .failsWithin(AMPLE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RegistryUnavailableException.class);
            assertThat(camera.totalConnections()).isZero();
        }
    }

    @Test
    void probe_wrongPassword_tellsWhy() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start().requireDigest("admin", "right")) {
            Result result = look(camera);

            assertThat(result.cause()).contains("401");
            assertThat(result.tracks()).isEmpty();
        }
    }
}
