package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.Camera;
import io.weir.camera.CameraClip;
import io.weir.camera.CameraProbe.Result;
import io.weir.camera.CameraSource;
import io.weir.camera.CameraTransport;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.camera.ScriptedCamera;
import io.weir.ingest.pull.AacConversion;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullSession;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PullProbeTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);

    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private final PullProbe probe = new PullProbe(
            (request, held, goesOn, sink) ->
                    new PullSession(request, new AacConversion(), held, goesOn, System::nanoTime).run(sink),
            registry,
            AddressPolicy.LOCAL_ALLOWED,
            () -> System.nanoTime() / 1_000_000);

    private Result look(ScriptedCamera camera) {
        CameraSource source = CameraSource.parse(camera.uri().toString());
        return probe.probe(source, CameraTransport.TCP)
                .orTimeout(AMPLE.toSeconds(), TimeUnit.SECONDS)
                .join();
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
            assertThat(camera.requests()).endsWith("TEARDOWN");
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
    void probe_sourceGivenToAStreamMeanwhile_closesAtOnce() throws Exception {
        try (ScriptedCamera camera = ScriptedCamera.start()) {
            CameraSource source = CameraSource.parse(camera.uri().toString());
            assertThat(registry.put(Camera.of(new StreamName("live", "cam"), source))
                            .join())
                    .isEmpty();

            Result result = look(camera);

            assertThat(result.cause()).contains("a stream was given the source");
            assertThat(result.tracks()).isEmpty();
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
