package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.camera.CameraClip;
import io.weir.camera.ScriptedCamera;
import io.weir.config.Secret;
import io.weir.flv.FlvTag;
import io.weir.ingest.audio.HeardAac;
import io.weir.ingest.pull.PullEnd.Cause;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions with a camera, from its first picture to whatever ends them. */
@Timeout(120)
class CameraSessionTest {
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int PATIENT_MS = 60_000;
    private static final int SHORT_MS = 700;

    private final ScriptedCamera camera = ScriptedCamera.start();
    private final RecordedTags out = new RecordedTags();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void closeCamera() {
        camera.close();
        threads.shutdownNow();
    }

    private static PullSession session(URI uri, int readTimeoutMs) {
        return session(uri, false, readTimeoutMs, AudioConversion.NONE);
    }

    private static PullSession session(URI uri, boolean udp, int readTimeoutMs, AudioConversion conversion) {
        PullRequest request = new PullRequest(
                new Secret(uri.toString()), "the camera", udp, PATIENT_MS, readTimeoutMs, AddressPolicy.LOCAL_ALLOWED);
        return new PullSession(request, conversion, () -> true, () -> true, System::nanoTime);
    }

    private CompletableFuture<PullEnd> start(PullSession session, TagSink sink) {
        return CompletableFuture.supplyAsync(() -> session.run(sink), threads);
    }

    private void awaitMedia(int tags) {
        await().until(() -> out.ofType(FlvTag.VIDEO).size() >= tags);
    }

    private static void assertMonotonic(List<RecordedTags.Tag> tags) {
        for (int i = 1; i < tags.size(); i++) {
            assertThat(tags.get(i).timestampMs() - tags.get(i - 1).timestampMs())
                    .isBetween(0, 1_000);
        }
    }

    @Test
    void run_ofACamera_givesConfigurationsThenFrames() throws Exception {
        PullSession session = session(camera.uri(), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(60);
        camera.stall(); // a connection that is closed with media in it is reset, which may overtake the goodbye
        AtomicInteger taken = new AtomicInteger();
        await().during(QUIET).until(() -> taken.getAndSet(out.tags.size()) == out.tags.size());
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        await().until(() -> camera.requests().contains("TEARDOWN"));
        await().until(() -> camera.openConnections() == 0);
        List<RecordedTags.Tag> video = out.ofType(FlvTag.VIDEO);
        List<RecordedTags.Tag> audio = out.ofType(FlvTag.AUDIO);
        assertThat(video.get(0).hex()).startsWith("1700000000");
        assertThat(video.get(1).hex()).startsWith("1701");
        assertThat(out.count("1700")).isEqualTo(1);
        assertThat(audio.get(0).hex()).startsWith("af00");
        assertThat(audio.get(1).hex()).startsWith("af01");
        assertMonotonic(video);
        assertMonotonic(audio);
        assertThat(audio.get(audio.size() - 1).timestampMs()
                        - video.get(video.size() - 1).timestampMs())
                .isBetween(-500, 500);
        assertThat(out.breaks).isEmpty();
        assertThat(out.leftOut).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void run_ofACameraThatWantsAPassword_isLetIn(boolean digest) throws Exception {
        if (digest) {
            camera.requireDigest("me", "word");
        } else {
            camera.requireBasic("me", "word");
        }
        assertThat(session(camera.uri("me", "wrong"), PATIENT_MS).run(out).cause())
                .isEqualTo(Cause.UNAUTHORIZED);
        assertThat(session(camera.uri(), PATIENT_MS).run(out).cause()).isEqualTo(Cause.UNAUTHORIZED);
        PullSession session = session(camera.uri("me", "word"), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(5);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
    }

    @Test
    void run_ofACameraWhoseNoncesGetStale_isLetIn() throws Exception {
        camera.requireOneTimeDigest("me", "word");
        PullSession session = session(camera.uri("me", "word"), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(5);
        assertThat(Collections.frequency(camera.requests(), "PLAY"))
                .as("refused once, for a stale nonce")
                .isEqualTo(2);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
    }

    @ParameterizedTest
    @CsvSource({"403, FORBIDDEN", "404, NOT_FOUND", "453, BUSY", "503, BUSY", "500, FAILED"})
    void run_ofACameraThatAnswersSetupOrDescribe_tellsWhy(int status, Cause cause) {
        camera.answer(status);
        assertThat(session(camera.uri(), PATIENT_MS).run(out).cause()).isEqualTo(cause);
        camera.answer(200).answer("PLAY", status);
        assertThat(session(camera.uri(), PATIENT_MS).run(out).cause()).isEqualTo(cause);
    }

    @Test
    void run_ofACameraThatIsFullAtSetup_isBusyAndConnectsOnce() {
        camera.answer("SETUP", 453);
        assertThat(session(camera.uri(), PATIENT_MS).run(out).cause()).isEqualTo(Cause.BUSY);
        assertThat(camera.totalConnections()).isEqualTo(1);
    }

    @Test
    void run_ofACameraThatStalls_endsWithinTheReadTimeout() throws Exception {
        CompletableFuture<PullEnd> end = start(session(camera.uri(), SHORT_MS), out);
        awaitMedia(5);
        camera.stall();
        assertThat(end.get()).isEqualTo(new PullEnd(Cause.STALLED, "nothing has come for " + SHORT_MS + " ms"));
        await().until(() -> camera.openConnections() == 0);
    }

    @Test
    void run_ofACameraThatHangsUp_isClosed() throws Exception {
        CompletableFuture<PullEnd> end = start(session(camera.uri(), PATIENT_MS), out);
        awaitMedia(5);
        camera.dropAll();
        assertThat(end.get().cause()).isEqualTo(Cause.CLOSED);
    }

    @Test
    void run_withoutParameterSetsInTheSdp_takesThoseOfThePictures() throws Exception {
        camera.withoutParameterSets();
        PullSession session = session(camera.uri(), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(40);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        assertThat(out.ofType(FlvTag.VIDEO).get(0).hex()).startsWith("1700000000");
        assertThat(out.count("1700")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {86_400, -86_400, 30})
    void run_ofACameraWhoseClockJumps_goesOnAndTellsOnce(long seconds) throws Exception {
        requireOneBreak(() -> camera.jumpClock(seconds));
    }

    @Test
    void run_ofACameraThatLearnsTheTime_tellsOneBreak() throws Exception {
        requireOneBreak(() -> camera.jumpWallClock(-86_400));
    }

    private void requireOneBreak(Runnable jump) throws Exception {
        PullSession session = session(camera.uri(), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(30);
        jump.run();
        await().until(() -> !out.breaks.isEmpty());
        awaitMedia(out.ofType(FlvTag.VIDEO).size() + 60);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        assertThat(out.breaks).hasSize(1);
        assertMonotonic(out.ofType(FlvTag.VIDEO));
        assertMonotonic(out.ofType(FlvTag.AUDIO));
    }

    @Test
    void run_ofACameraWhoseCountersWrap_tellsNoBreak() throws Exception {
        camera.wrapAfter(1_500);
        PullSession session = session(camera.uri(), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(75); // 15 a second
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        assertThat(out.breaks).isEmpty();
        assertMonotonic(out.ofType(FlvTag.VIDEO));
        assertMonotonic(out.ofType(FlvTag.AUDIO));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void run_ofACameraThatLosesPackets_goesOn(boolean udp) throws Exception {
        camera.loseEvery(10);
        PullSession session = session(camera.uri(), udp, PATIENT_MS, AudioConversion.NONE);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(75);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        assertThat(out.breaks).isEmpty();
        assertMonotonic(out.ofType(FlvTag.VIDEO));
        assertMonotonic(out.ofType(FlvTag.AUDIO));
        out.ofType(FlvTag.VIDEO).stream()
                .filter(tag -> tag.hex().startsWith("1701") || tag.hex().startsWith("2701"))
                .forEach(tag -> assertWholeNalUnits(tag.hex().substring(10)));
    }

    private static void assertWholeNalUnits(String hex) {
        NalUnits units = new NalUnits();
        units.scanLengths(ByteBuffer.wrap(TestNals.hex(hex)), 4);
        assertThat(units.damaged()).isFalse();
        assertThat(units.count()).isPositive();
    }

    @Test
    void run_overUdp_takesMediaBesideTheConnection() throws Exception {
        PullSession session = session(camera.uri(), true, SHORT_MS, AudioConversion.NONE);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(30);
        camera.stall();
        assertThat(end.get().cause()).isEqualTo(Cause.STALLED);
        await().until(() -> camera.openConnections() == 0);
        assertMonotonic(out.ofType(FlvTag.VIDEO));
        assertThat(out.ofType(FlvTag.AUDIO)).isNotEmpty();
        assertThat(out.leftOut).isEmpty();
    }

    @Test
    void run_overUdpOfACameraThatSendsByTcpAlone_saysSo() {
        camera.answer("SETUP", 461);
        PullEnd end =
                session(camera.uri(), true, PATIENT_MS, AudioConversion.NONE).run(out);
        assertThat(end.cause()).isEqualTo(Cause.UNSUPPORTED);
        assertThat(end.message()).contains("transport");
    }

    @Test
    void run_ofHevc_givesEnhancedTagsInDecodeOrder() throws Exception {
        String hvc1 = "68766331";
        try (ScriptedCamera hevc = ScriptedCamera.start(CameraClip.hevc())) {
            PullSession session = session(hevc.uri(), PATIENT_MS);
            CompletableFuture<PullEnd> end = start(session, out);
            awaitMedia(60);
            session.close();
            assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        }
        List<RecordedTags.Tag> video = out.ofType(FlvTag.VIDEO);
        assertThat(video.get(0).hex()).startsWith("90" + hvc1);
        assertThat(video.get(1).hex()).startsWith("91" + hvc1);
        assertThat(video).allMatch(tag -> tag.hex().startsWith(hvc1, 2));
        assertThat(out.count("90")).isEqualTo(1);
        assertThat(out.count("91")).isGreaterThan(2);
        assertMonotonic(video);
        assertThat(video).as("B-frames").anyMatch(tag -> !tag.hex().startsWith("000000", 10));
        assertThat(video)
                .as("none is shown before it is decoded")
                .noneMatch(tag -> tag.hex().startsWith("f", 10));
        assertThat(out.ofType(FlvTag.AUDIO).get(0).hex()).startsWith("af00");
        assertThat(out.leftOut).isEmpty();
    }

    @Test
    void run_ofACameraWithG711AndAConversion_givesAacOnTheSameTimes() throws Exception {
        camera.withPcmu();
        PullSession session = session(camera.uri(), false, PATIENT_MS, new SilentAac());
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(60);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        List<RecordedTags.Tag> audio = out.ofType(FlvTag.AUDIO);
        assertThat(audio.get(0).hex()).isEqualTo("af00" + SilentAac.CONFIG);
        assertThat(audio.subList(1, audio.size())).allMatch(tag -> tag.hex().equals("af01" + SilentAac.FRAME));
        assertMonotonic(audio);
        assertThat(audio.get(audio.size() - 1).timestampMs()
                        - out.ofType(FlvTag.VIDEO).get(59).timestampMs())
                .isGreaterThan(-500);
        assertThat(out.leftOut).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void run_ofACameraWithG711_soundIsHeard(boolean aLaw) throws Exception {
        ScriptedCamera unused = aLaw ? camera.withPcma() : camera.withPcmu();
        PullSession session = session(camera.uri(), false, PATIENT_MS, new AacConversion());
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(60);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        assertThat(out.leftOut).isEmpty();
        List<RecordedTags.Tag> audio = out.ofType(FlvTag.AUDIO);
        assertMonotonic(audio);
        HeardAac heard = new HeardAac();
        heard.configuration(TestNals.hex(audio.get(0).hex().substring(4)));
        audio.subList(1, audio.size())
                .forEach(tag ->
                        heard.frame(tag.timestampMs(), TestNals.hex(tag.hex().substring(4))));
        int rate = heard.format().sampleRate();
        assertThat(HeardAac.dominantHertz(HeardAac.middle(heard.samples(), rate), rate))
                .isBetween(439, 441);
    }

    @Test
    void run_ofACameraWithG711_leavesItOutAndGoesOn() throws Exception {
        camera.withPcma();
        PullSession session = session(camera.uri(), PATIENT_MS);
        CompletableFuture<PullEnd> end = start(session, out);
        awaitMedia(30);
        session.close();
        assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        assertThat(out.leftOut).containsExactly("G.711 A-law audio");
        assertThat(out.ofType(FlvTag.AUDIO)).isEmpty();
    }

    @Test
    void run_ofTwentyCamerasAtOnce_readsAndEndsAll() throws Exception {
        List<PullSession> sessions = new ArrayList<>();
        List<RecordedTags> sinks = new ArrayList<>();
        List<CompletableFuture<PullEnd>> ends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            PullSession session = session(camera.uri(), PATIENT_MS);
            RecordedTags sink = new RecordedTags();
            sessions.add(session);
            sinks.add(sink);
            ends.add(start(session, sink));
        }
        await().until(() -> sinks.stream().allMatch(sink -> sink.count("2701") >= 10));
        assertThat(camera.openConnections()).isEqualTo(20);
        sessions.forEach(PullSession::close);
        for (CompletableFuture<PullEnd> end : ends) {
            assertThat(end.get().cause()).isEqualTo(Cause.STOPPED);
        }
        await().until(() -> camera.openConnections() == 0);
    }
}
