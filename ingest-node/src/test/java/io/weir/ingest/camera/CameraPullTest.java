package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.flv.FlvTag;
import io.weir.ingest.camera.PullStatus.State;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullRequest;
import io.weir.ingest.pull.TagSink;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CameraPullTest {
    private static final StreamName STREAM = new StreamName("site", "cam1");
    private static final Duration AMPLE = Duration.ofSeconds(30);

    /** All that happens, in order. */
    private final List<String> events = new CopyOnWriteArrayList<>();

    private final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    private final HeldStream hold = new HeldStream(events);
    private volatile boolean cameraEnds;
    private volatile boolean nodeFails;
    private volatile boolean wanted;
    private final CameraPull pull = new CameraPull(
            STREAM,
            registry,
            hold,
            this::connect,
            AddressPolicy.STANDARD,
            new PullClock(System::nanoTime, System::currentTimeMillis),
            new Backoff(new SplittableRandom(1)),
            new CameraSleep(() -> wanted));
    private final Thread thread = new Thread(pull, "pull");

    /** A camera that sends one frame, and then nothing until one of the two hangs up. */
    private PullEnd connect(PullRequest request, BooleanSupplier held, BooleanSupplier goesOn, TagSink sink) {
        if (nodeFails) {
            throw new LinkageError("no library");
        }
        events.add("connected " + request);
        sink.tag(FlvTag.AUDIO, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xAF, 1, 0}));
        while (held.getAsBoolean() && goesOn.getAsBoolean() && !cameraEnds) {
            LockSupport.parkNanos(1_000_000);
        }
        events.add("disconnected");
        return cameraEnds
                ? new PullEnd(PullEnd.Cause.CLOSED, "the camera is off")
                : new PullEnd(PullEnd.Cause.STOPPED, "stopped");
    }

    private void start() {
        put("rtsp://user:secret@192.0.2.1/first");
        begin();
    }

    private void startOnDemand() {
        put(onDemand(true));
        begin();
    }

    private static Camera onDemand(boolean onDemand) {
        Camera camera = Camera.of(STREAM, CameraSource.parse("rtsp://192.0.2.1/first"));
        return new Camera(STREAM, camera.source(), camera.transport(), onDemand, true, Map.of(), null);
    }

    private void want(boolean isWanted) {
        wanted = isWanted;
        pull.wake();
    }

    private PullStatus awaitState(State state) {
        return await().atMost(AMPLE).until(pull::status, status -> status.state() == state);
    }

    private void begin() {
        registry.onChange(snapshot -> pull.onEntry(snapshot.entry(STREAM)));
        thread.start();
    }

    private void put(String url) {
        put(Camera.of(STREAM, CameraSource.parse(url)));
    }

    private void put(Camera camera) {
        assertThat(registry.put(camera).join()).isEmpty();
    }

    private void awaitEvent(String event) {
        await().atMost(AMPLE).until(() -> events.contains(event));
    }

    @AfterEach
    void end() throws InterruptedException {
        pull.stop();
        thread.join(AMPLE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void run_cameraGoes_breaksOffAndConnectsAgain() {
        start();
        awaitEvent("written");
        await().atMost(AMPLE).until(() -> pull.status().state() == State.LIVE);
        cameraEnds = true;
        awaitEvent("broken off: the camera is off");
        await().atMost(AMPLE).until(() -> pull.status().state() == State.BACKING_OFF);
        assertThat(pull.status().cause()).isEqualTo("the camera is off");
        assertThat(pull.status().nextTryMs()).isGreaterThan(pull.status().sinceMs());
        cameraEnds = false;
        await().atMost(AMPLE).until(() -> pull.status().state() == State.LIVE);
        assertThat(events).containsOnlyOnce("claimed");
    }

    @Test
    void run_holdLapses_disconnectsAtOnceAndConnectsWhenItIsHeldAgain() {
        start();
        awaitEvent("written");
        hold.held = false;
        awaitEvent("disconnected");
        await().atMost(AMPLE).until(() -> pull.status().state() == State.WAITING);
        int seen = events.size();
        hold.held = true;
        hold.listener.onHeldChanged(true);
        await().atMost(AMPLE)
                .until(() -> events.subList(seen, events.size()).contains("connected rtsp://***@192.0.2.1:554/first"));
        assertThat(events).doesNotContain("released");
    }

    @Test
    void run_publicationEnds_disconnectsBeforeItReleasesAndClaimsAnew() {
        start();
        awaitEvent("written");
        hold.listener.onEnded("the media breaks too often");
        awaitEvent("released");
        assertThat(events.indexOf("disconnected")).isLessThan(events.indexOf("released"));
        await().atMost(AMPLE)
                .until(() -> events.stream().filter("claimed"::equals).count() >= 2);
    }

    @Test
    void run_anotherSource_isConnectedWhenTheOldOneIsClosedAndFree() {
        start();
        awaitEvent("written");
        put("rtsp://192.0.2.1/second");
        awaitEvent("connected rtsp://192.0.2.1:554/second");
        assertThat(events.indexOf("disconnected")).isLessThan(events.indexOf("connected rtsp://192.0.2.1:554/second"));
        assertThat(registry.cameras().holder("192.0.2.1:554/first")).isEmpty();
        assertThat(events).containsOnlyOnce("claimed");
    }

    @Test
    void run_cameraIsRemoved_streamEndsAndTheSourceIsFree() throws InterruptedException {
        start();
        awaitEvent("written");
        assertThat(registry.delete(STREAM).join()).isEmpty();
        awaitEvent("ended");
        thread.join(AMPLE.toMillis());
        assertThat(events.indexOf("disconnected")).isLessThan(events.indexOf("ended"));
        assertThat(registry.cameras().holder("192.0.2.1:554/first")).isEmpty();
        assertThat(events).containsOnlyOnce("claimed");
    }

    @Test
    void stop_whileConnected_disconnectsBeforeItReleases() throws InterruptedException {
        start();
        awaitEvent("written");
        pull.stop();
        thread.join(AMPLE.toMillis());
        assertThat(events).endsWith("disconnected", "broken off: stopped", "released");
    }

    @Test
    void stop_registryDoesNotAnswer_endsAtOnce() throws InterruptedException {
        registry.hangReads();
        start();
        await().atMost(AMPLE).until(() -> registry.waiting() > 0);
        assertStopsAtOnce();
    }

    @Test
    void stop_registryDoesNotTakeWhatIsFree_endsAtOnce() throws InterruptedException {
        put("rtsp://192.0.2.1/given-up");
        put("rtsp://user:secret@192.0.2.1/first");
        registry.hangWrites();
        thread.start();
        await().atMost(AMPLE).until(() -> registry.waiting() > 0);
        assertStopsAtOnce();
    }

    private void assertStopsAtOnce() throws InterruptedException {
        pull.stop();
        thread.join(CurrentCamera.TIMEOUT_MS / 2);
        assertThat(thread.isAlive()).isFalse();
        assertThat(events).containsExactly("claimed", "released");
    }

    @Test
    void run_registryIsAway_saysWhyAndConnectsWhenItIsBack() {
        put("rtsp://192.0.2.1/first");
        registry.away("Kafka does not answer");
        thread.start();
        await().atMost(AMPLE).until(() -> pull.status().cause().endsWith("cannot be read: Kafka does not answer"));
        registry.away(null);
        awaitEvent("written");
    }

    @Test
    void run_takenByAnother_claimsAgain() {
        start();
        awaitEvent("written");
        hold.listener.onEnded("a newer publication has taken the stream");
        await().atMost(AMPLE)
                .until(() -> events.stream().filter("claimed"::equals).count() > 1);
    }

    @Test
    void run_onDemandAndNobodyWatches_isHeldAndNotConnected() {
        startOnDemand();
        PullStatus asleep = awaitState(State.SLEEPING);
        assertThat(asleep.cause()).isEqualTo("nobody watches");
        assertThat(asleep.onDemand()).isTrue();
        assertThat(asleep.freshFromMs()).isEqualTo(Long.MAX_VALUE);
        pull.wake();
        await().during(Duration.ofMillis(200)).until(() -> pull.status().equals(asleep)); // since then, all the time
        assertThat(events).containsExactly("claimed");
    }

    @Test
    void run_wanted_wakesAtOnceUnderTheSameHold() {
        startOnDemand();
        awaitState(State.SLEEPING);
        long before = System.currentTimeMillis();
        want(true);
        awaitEvent("written");
        PullStatus live = awaitState(State.LIVE);
        assertThat(live.freshFromMs()).isBetween(before, System.currentTimeMillis());
        assertThat(events).containsOnlyOnce("claimed");
    }

    @Test
    void run_nobodyWatchesAnyMore_disconnectsWithoutAnEndOrABackOff() {
        want(true);
        startOnDemand();
        awaitEvent("written");
        want(false);
        awaitState(State.SLEEPING);
        assertThat(events)
                .endsWith("disconnected", "broken off: nobody watches")
                .doesNotContain("ended", "released");
        assertThat(pull.status().ended()).isNull();
        assertThat(pull.status().nextTryMs()).isZero();

        int seen = events.size();
        want(true);
        awaitState(State.LIVE);
        assertThat(events.subList(seen, events.size())).contains("written").doesNotContain("claimed");
    }

    @Test
    void run_wantedFromTheBeginning_hasNotSlept() {
        want(true);
        startOnDemand();
        assertThat(awaitState(State.LIVE).freshFromMs()).isZero();
    }

    @Test
    void run_wokenAndTheCameraIsAway_nothingIsFreshYet() {
        startOnDemand();
        awaitState(State.SLEEPING);
        nodeFails = true;
        want(true);
        assertThat(awaitState(State.BACKING_OFF).freshFromMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void run_sleepsAndIsOnDemandNoMore_isConnected() {
        startOnDemand();
        awaitState(State.SLEEPING);
        put(onDemand(false));
        awaitEvent("written");
        assertThat(pull.status().onDemand()).isFalse();
    }

    @Test
    void run_sleepsAndIsRemoved_ends() {
        startOnDemand();
        awaitState(State.SLEEPING);
        assertThat(registry.delete(STREAM).join()).isEmpty();
        awaitEvent("ended");
    }

    @Test
    void run_sleepsAndGetsAnotherSource_theOldOneIsFree() {
        startOnDemand();
        awaitState(State.SLEEPING);
        put(onDemand(true).withSource(CameraSource.parse("rtsp://192.0.2.1/second")));
        await().atMost(AMPLE)
                .until(() -> registry.cameras().holder("192.0.2.1:554/first").isEmpty());
        assertThat(events).containsExactly("claimed");
    }

    @Test
    void run_alwaysPulledAndNobodyWatches_isConnected() {
        start();
        awaitState(State.LIVE);
        assertThat(pull.status().onDemand()).isFalse();
    }

    @Test
    void run_nodeFails_connectsAgain() {
        nodeFails = true;
        start();
        awaitEvent("broken off: a fault of the node's own; its log says more");
        nodeFails = false;
        awaitEvent("written");
        assertThat(events).containsOnlyOnce("claimed");
    }
}
