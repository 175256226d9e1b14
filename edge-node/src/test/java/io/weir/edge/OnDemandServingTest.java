package io.weir.edge;

import static io.weir.edge.EdgeHarness.CAM;
import static io.weir.edge.EdgeHarness.START_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.camera.CameraStatus;
import io.weir.camera.CameraStatus.Phase;
import io.weir.edge.EdgeSettings.HoldLimits;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.edge.http.LeakFree;
import io.weir.edge.http.RawClient;
import io.weir.hls.MediaPlaylist;
import io.weir.hls.MediaSegment;
import io.weir.name.StreamName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose cameras sleep while nobody watches. */
@ExtendWith(LeakFree.class)
class OnDemandServingTest {
    private static final String PLAYLIST = "/cctvf/cam1.m3u8";
    private static final long MSN = 17;
    private static final int SEGMENT_MS = FakePlaylistSource.SEGMENT_MS;

    private EdgeHarness edge;

    @BeforeEach
    void start() throws IOException {
        edge = new EdgeHarness();
        edge.directory.publish(CAM, START_MS); // a node holds it, asleep or not
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void camera(Phase phase, long freshFromMs) {
        edge.cameras.put(CAM, new CameraStatus(phase, null, "node", null, null, List.of(), true, freshFromMs));
    }

    private void asleep() {
        camera(Phase.SLEEPING, CameraStatus.NOTHING_FRESH);
    }

    /** The window: of each letter a segment, which is a gap if it is {@code g}. */
    private void window(String entries) {
        List<MediaSegment> segments = new ArrayList<>();
        for (int i = 0; i < entries.length(); i++) {
            boolean gap = entries.charAt(i) == 'g';
            segments.add(new MediaSegment(
                    MSN + i,
                    FakePlaylistSource.segment(START_MS, MSN, MSN + i).fileName(),
                    startMs(i),
                    SEGMENT_MS,
                    false,
                    gap,
                    null));
        }
        MediaPlaylist playlist = new MediaPlaylist(6, 0, true, false, segments);
        edge.source.put(CAM, new Snapshot("t-" + entries, playlist, FakePlaylistSource.VARIANT, 0));
    }

    private static long startMs(int entry) {
        return START_MS + (long) entry * SEGMENT_MS;
    }

    private void awaitHeld() {
        await().until(() -> edge.server.heldRequests() == 1);
    }

    @Test
    void get_asleepWithAnOldWindow_isHeldUntilASegmentOfTheWokenCamera() throws IOException {
        window("sss");
        asleep();
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            awaitHeld();
            assertThat(edge.demand.wanted).contains(CAM);
            window("sssg");
            camera(Phase.CONNECTING, CameraStatus.NOTHING_FRESH);
            window("sssgg");
            camera(Phase.LIVE, startMs(5));
            edge.directory.publish(CAM, START_MS); // so that it is looked at again
            assertThat(edge.server.heldRequests()).isEqualTo(1);

            window("sssggs");

            assertThat(client.read().text()).contains("_22_6000.ts");
        }
    }

    @Test
    void get_wokenBeforeItsReportIsRead_isAnsweredWithinASecondOfIt() throws IOException {
        asleep();
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            awaitHeld();
            int before = edge.demand.wanted.size();
            window("s");
            await().until(() -> edge.demand.wanted.size() > before); // so it was looked at, and was too old
            camera(Phase.LIVE, startMs(0)); // told by nothing but that

            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void get_heldForLong_isWantedAllTheTime() throws IOException {
        asleep();
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            int first = 3; // when it came, before it was held, and more
            await().until(() -> edge.demand.wanted.size() > first);
        }
    }

    @Test
    void get_addedAMomentAgo_isWantedOnceItIsKnownToBeOnDemand() throws IOException {
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            awaitHeld();
            assertThat(edge.demand.wanted).isEmpty();

            asleep();

            await().until(() -> edge.demand.wanted.contains(CAM));
        }
    }

    @Test
    void get_wokenAndGoneAgain_isServedWithItsGaps() throws IOException {
        window("sgsg");
        camera(Phase.BACKING_OFF, startMs(2));
        assertThat(edge.get(PLAYLIST).status()).isEqualTo(200);

        window("gggg"); // as long as the window, and longer
        camera(Phase.BACKING_OFF, startMs(0) - 1);
        assertThat(edge.get(PLAYLIST).text()).contains("#EXT-X-GAP");
    }

    @Test
    void get_hasNotSlept_isServedAsOthersAre() throws IOException {
        window("ssgg");
        camera(Phase.CONNECTING, 0);

        assertThat(edge.get(PLAYLIST).status()).isEqualTo(200);
        assertThat(edge.demand.wanted).containsExactly(CAM);
    }

    @Test
    void get_heldTooLong_is404WithTheReason() throws IOException {
        edge.close();
        edge = new EdgeHarness(settings -> settings.withHold(new HoldLimits(100, Duration.ofMillis(50))));
        asleep();
        assertThat(edge.get(PLAYLIST).text()).contains("\"error\":\"waking\"", "slept while nobody watched");

        edge.cameras.put(
                CAM,
                new CameraStatus(
                        Phase.BACKING_OFF,
                        "the connection was refused",
                        "node",
                        null,
                        null,
                        List.of(),
                        true,
                        CameraStatus.NOTHING_FRESH));
        RawClient.Response response = edge.get(PLAYLIST);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=0");
        assertThat(response.text()).contains("does not come: the connection was refused");
    }

    @Test
    void head_asleep_wakesNobody() throws IOException {
        window("sss");
        asleep();
        try (RawClient client = edge.client()) {
            assertThat(client.request("HEAD", PLAYLIST).readHead().status()).isEqualTo(404);
        }
        assertThat(edge.demand.wanted).isEmpty();
    }

    @Test
    void picture_asleep_wakesNobody() throws IOException {
        window("sss");
        asleep();
        edge.get("/cctvf/cam1.jpg");
        edge.get("/api/v1/streams");

        assertThat(edge.demand.wanted).isEmpty();
    }

    @Test
    void segment_ofAWatchedStream_isDemand() throws IOException {
        window("sss");
        camera(Phase.LIVE, 0);
        edge.get("/cctvf/cam1/" + FakePlaylistSource.segment(START_MS, MSN, MSN).fileName());

        assertThat(edge.demand.wanted).containsExactly(CAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cctvf/always.m3u8", "/cctvf/unknown.m3u8", "/cctvf/unknown/master.m3u8"})
    void get_notOnDemand_isNoDemand(String path) throws IOException {
        StreamName always = new StreamName("cctvf", "always");
        edge.source.live(always, START_MS, MSN, 3);
        edge.cameras.put(always, CameraStatus.of(Phase.LIVE, null));
        edge.get(path);

        assertThat(edge.demand.wanted).isEmpty();
    }

    @Test
    void streams_asleepThenWoken_areToldSo() throws IOException {
        window("sss");
        asleep();
        assertThat(state()).isEqualTo("sleeping");
        edge.clock.forward(Duration.ofSeconds(1));
        camera(Phase.CONNECTING, CameraStatus.NOTHING_FRESH);
        assertThat(state()).isEqualTo("starting");
        edge.clock.forward(Duration.ofSeconds(1));
        camera(Phase.LIVE, startMs(2));
        assertThat(state()).isEqualTo("live");
    }

    private String state() throws IOException {
        JsonNode listing =
                new ObjectMapper().readTree(edge.get("/api/v1/streams").text());
        return listing.get("streams").get(0).get("state").textValue();
    }
}
