package io.weir.edge;

import static io.weir.edge.EdgeHarness.CAM;
import static io.weir.edge.EdgeHarness.START_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.edge.EdgeSettings.HoldLimits;
import io.weir.edge.http.LeakFree;
import io.weir.edge.http.RawClient;
import io.weir.hls.PlaylistHistory;
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

@ExtendWith(LeakFree.class)
class PlaylistServingTest {
    private static final String PLAYLIST = "/cctvf/cam1.m3u8";

    private EdgeHarness edge;

    @BeforeEach
    void start() throws IOException {
        edge = new EdgeHarness();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void playlist_live_isServedForASecond() throws IOException {
        edge.source.live(CAM, START_MS, 17, 10);

        RawClient.Response response = edge.get(PLAYLIST);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=1");
        assertThat(response.header("ETag")).isEqualTo("\"t-27\"");
        assertThat(response.header("Vary")).isEqualToIgnoringCase("accept-encoding");
        assertThat(response.text()).contains("\ncam1/20260131T091500000Z_17_6000.ts\n");
        assertThat(edge.get(PLAYLIST, "If-None-Match: \"t-27\"").status()).isEqualTo(304);
        assertThat(edge.get(PLAYLIST, "Accept-Encoding: gzip").header("Content-Encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void playlist_successive_onlyAppendsAndTrims() throws IOException {
        PlaylistHistory history = new PlaylistHistory();
        for (int msn = 0; msn < 10; msn++) {
            edge.source.live(CAM, START_MS + msn * 6_000L, 17 + msn, 10);
            history.accept(edge.get(PLAYLIST).text());
        }
        history.requireWhole();
    }

    @Test
    void master_live_refersToThePlaylist() throws IOException {
        edge.source.live(CAM, START_MS, 17, 10);

        assertThat(edge.get("/cctvf/cam1/master.m3u8").text())
                .contains("CODECS=\"avc1.64001f,mp4a.40.2\"", "RESOLUTION=1280x720", "\n../cam1.m3u8\n");
    }

    @Test
    void playlist_indexNotCurrent_is503WithTheReason() throws IOException {
        edge.source.live(CAM, START_MS, 17, 10);
        edge.source.stale("the index has not been read for 12 s");

        RawClient.Response response = edge.get(PLAYLIST);

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.text()).contains("the index has not been read for 12 s");
    }

    @Test
    void playlist_indexOldButOfALongTargetDuration_isServed() throws IOException {
        edge.source.live(CAM, START_MS, 17, 10);
        edge.source.stale("the index could not be read for 8 s");
        edge.source.freshFrom(6);
        assertThat(edge.get(PLAYLIST).status()).isEqualTo(200);

        edge.source.freshFrom(7);
        assertThat(edge.get(PLAYLIST).status()).isEqualTo(503);
    }

    @Test
    void playlist_unknownStream_is404AtOnce() throws IOException {
        RawClient.Response response = edge.get(PLAYLIST);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=1");
        assertThat(response.text()).contains("\"error\":\"stream-unknown\"");
    }

    @Test
    void playlist_ended_isServedForItsWindowThenGone() throws IOException {
        edge.source.ended(CAM, START_MS, 17, 10, edge.clock.millis());
        assertThat(edge.get(PLAYLIST).text()).endsWith("#EXT-X-ENDLIST\n");

        edge.clock.forward(Duration.ofSeconds(60));
        assertThat(edge.get(PLAYLIST).status()).isEqualTo(200);

        edge.clock.forward(Duration.ofMillis(1));
        assertThat(edge.get(PLAYLIST).status()).isEqualTo(404);
        assertThat(edge.get(PLAYLIST).text()).contains("\"error\":\"stream-ended\"");
    }

    @Test
    void playlist_publisherAway_isServed() throws IOException {
        edge.directory.publish(CAM, START_MS);
        edge.source.live(CAM, START_MS, 17, 10);
        edge.directory.withdraw(CAM, 1);

        assertThat(edge.get(PLAYLIST).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAYLIST, "/cctvf/cam1/master.m3u8"})
    void get_liveWithoutSegment_isHeldUntilThereIsOne(String path) throws IOException {
        edge.directory.publish(CAM, START_MS);
        try (RawClient client = edge.client()) {
            client.get(path);
            await().until(() -> edge.server.heldRequests() == 1);
            edge.source.live(new StreamName("cctvf", "other"), START_MS, 1, 1);
            assertThat(edge.server.heldRequests()).isEqualTo(1);

            edge.source.live(CAM, START_MS, 17, 1);

            assertThat(client.read().status()).isEqualTo(200);
        }
        await().until(() -> edge.server.heldRequests() == 0);
    }

    @Test
    void get_endedAndLiveAgain_isHeldForTheNewWindow() throws IOException {
        edge.source.ended(CAM, START_MS, 17, 10, edge.clock.millis());
        edge.directory.publish(CAM, edge.clock.millis());
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            await().until(() -> edge.server.heldRequests() == 1);

            edge.source.live(CAM, edge.clock.millis(), 27, 1);

            assertThat(client.read().text()).contains("#EXT-X-MEDIA-SEQUENCE:27\n");
        }
    }

    @Test
    void get_heldAndThePublisherLeaves_is404() throws IOException {
        edge.directory.publish(CAM, START_MS);
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            await().until(() -> edge.server.heldRequests() == 1);

            edge.directory.withdraw(CAM, 1);

            assertThat(client.read().text()).contains("\"error\":\"stream-unknown\"");
        }
    }

    @Test
    void get_heldAndTheIndexFails_is503() throws IOException {
        edge.directory.publish(CAM, START_MS);
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            await().until(() -> edge.server.heldRequests() == 1);

            edge.source.stale("away");
            edge.directory.publish(CAM, START_MS);

            assertThat(client.read().status()).isEqualTo(503);
        }
    }

    @Test
    void get_heldTooLong_is404ToRetry() throws IOException {
        restart(new HoldLimits(100, Duration.ofMillis(50)));
        edge.directory.publish(CAM, START_MS);

        assertNotYet(edge.get(PLAYLIST));
        assertThat(edge.server.heldRequests()).isZero();
    }

    @Test
    void get_tooManyHeld_is404ToRetry() throws IOException {
        restart(new HoldLimits(3, Duration.ofMinutes(1)));
        edge.directory.publish(CAM, START_MS);
        List<RawClient> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawClient client = edge.client();
            held.add(client.get(PLAYLIST));
        }
        await().until(() -> edge.server.heldRequests() == 3);

        assertNotYet(edge.get(PLAYLIST));

        held.get(0).close();
        await().until(() -> edge.server.heldRequests() == 2);
        held.get(1).close();
        held.get(2).close();
    }

    @Test
    void head_liveWithoutSegment_isNotHeld() throws IOException {
        edge.directory.publish(CAM, START_MS);
        try (RawClient client = edge.client()) {
            assertThat(client.request("HEAD", PLAYLIST).readHead().status()).isEqualTo(404);
        }
    }

    @Test
    void drain_held_isTold() throws IOException {
        edge.directory.publish(CAM, START_MS);
        try (RawClient client = edge.client()) {
            client.get(PLAYLIST);
            await().until(() -> edge.server.heldRequests() == 1);

            var drained = edge.server.drain(Duration.ofMinutes(1));

            assertThat(client.read().text()).contains("\"error\":\"closing\"");
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    private static void assertNotYet(RawClient.Response response) {
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=0");
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.text()).contains("\"error\":\"no-segment-yet\"");
    }

    private void restart(HoldLimits hold) throws IOException {
        edge.close();
        edge = new EdgeHarness(settings -> settings.withHold(hold));
    }
}
