package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.camera.ScriptedCamera;
import io.weir.ingest.camera.PullStatus.State;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.AudioConversion;
import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullEnd.Cause;
import io.weir.ingest.pull.PullRequest;
import io.weir.ingest.pull.PullSession;
import io.weir.ingest.pull.TagSink;
import io.weir.name.StreamName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One stream's way with a camera that speaks RTSP: what people are told when it does not come, and that it comes again. */
class PulledCameraTest {
    private static final StreamName STREAM = new StreamName("site", "cam1");
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final int PATIENT_MS = 30_000;

    private final ScriptedCamera camera = ScriptedCamera.start();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private volatile int timeoutMs = PATIENT_MS;
    private volatile AddressPolicy addresses = AddressPolicy.LOCAL_ALLOWED;
    private final CameraPull pull = new CameraPull(
            STREAM,
            registry,
            new HeldStream(events),
            this::connect,
            addresses,
            new PullClock(System::nanoTime, System::currentTimeMillis),
            new Backoff(new SplittableRandom(1)),
            new CameraSleep(() -> false));
    private final Thread thread = new Thread(pull, "pull");

    /** As a node connects, but with the test's patience. */
    private PullEnd connect(PullRequest usual, BooleanSupplier held, BooleanSupplier goesOn, TagSink sink) {
        PullRequest request = new PullRequest(usual.url(), usual.shown(), usual.udp(), timeoutMs, timeoutMs, addresses);
        return new PullSession(request, AudioConversion.NONE, held, goesOn, System::nanoTime).run(sink);
    }

    private void start(URI uri) {
        assertThat(registry.put(Camera.of(STREAM, CameraSource.parse(uri.toString())))
                        .join())
                .isEmpty();
        thread.start();
    }

    private PullStatus awaitState(State state) {
        return awaitStatus(status -> status.state() == state);
    }

    private PullStatus awaitEnd(Cause cause) {
        return awaitStatus(status -> status.ended() == cause);
    }

    private PullStatus awaitStatus(Predicate<PullStatus> wanted) {
        return await().atMost(AMPLE).until(pull::status, wanted);
    }

    @AfterEach
    void end() throws InterruptedException {
        pull.stop();
        thread.join(AMPLE.toMillis());
        assertThat(thread.isAlive()).isFalse();
        camera.close();
        assertThat(camera.maxOpenConnections()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHORIZED, the source refuses the user or the password (401)",
        "404, NOT_FOUND, the source has nothing at this path (404)",
        "453, BUSY, the source has as many clients as it serves (453)",
    })
    void run_cameraRefuses_tellsWhyUntilItCame(int status, Cause cause, String words) {
        camera.answer(status);
        start(camera.uri());
        assertThat(awaitEnd(cause).cause()).isEqualTo(words);
        camera.answer(200);
        PullStatus live = awaitState(State.LIVE);
        assertThat(live.cause()).isEmpty();
        assertThat(live.ended()).isNull();
    }

    @Test
    void run_passwordIsWrongThenRight_isLetIn() {
        camera.requireDigest("me", "word");
        start(camera.uri("me", "wrong"));
        assertThat(awaitEnd(Cause.UNAUTHORIZED).toString()).doesNotContain("wrong");
        camera.requireDigest("me", "wrong");
        awaitState(State.LIVE);
    }

    @Test
    void run_cameraIsSilentOrGone_isATimeOutOrARefusal() {
        timeoutMs = 500;
        camera.silent(true);
        start(camera.uri());
        assertThat(awaitEnd(Cause.TIMEOUT).cause()).isEqualTo("no media has come within 500 ms");
        camera.refuse(true);
        awaitEnd(Cause.REFUSED);
        timeoutMs = PATIENT_MS;
        camera.silent(false).refuse(false);
        awaitState(State.LIVE);
    }

    @Test
    void run_cameraStalls_isConnectedAgain() {
        timeoutMs = 1_000;
        start(camera.uri());
        awaitState(State.LIVE);
        camera.stall();
        awaitEnd(Cause.STALLED);
        timeoutMs = PATIENT_MS;
        assertThat(events).contains("broken off: nothing has come for 1000 ms");
        awaitState(State.LIVE);
    }

    @Test
    void run_clockJumpsByADay_breaksOnce() {
        start(camera.uri());
        await().atMost(AMPLE).until(() -> events.size() > 30); // so that both tracks have begun
        camera.jumpClock(86_400);
        await().atMost(AMPLE).until(() -> events.stream().anyMatch(event -> event.startsWith("times broke")));
        int seen = events.size();
        await().atMost(AMPLE).until(() -> events.size() > seen + 60);
        assertThat(events).filteredOn(event -> event.startsWith("times broke")).hasSize(1);
    }

    @Test
    void run_soundIsNotCarried_saysSoOnceAndGoesOn() {
        camera.withPcma();
        start(camera.uri());
        assertThat(awaitState(State.LIVE).leftOut()).containsExactly("G.711 A-law audio");
        camera.dropAll();
        awaitState(State.BACKING_OFF);
        assertThat(awaitState(State.LIVE).leftOut()).containsExactly("G.711 A-law audio");
    }

    @Test
    void run_addressIsThisMachine_isDenied() {
        addresses = AddressPolicy.STANDARD;
        start(camera.uri());
        assertThat(awaitEnd(Cause.DENIED).cause())
                .isEqualTo("the host is not connected to: 127.0.0.1 is this machine itself");
        assertThat(camera.totalConnections()).isZero();
    }
}
