package io.weir.edge;

import static io.weir.edge.EdgeHarness.CAM;
import static io.weir.edge.EdgeHarness.START_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.edge.http.LeakFree;
import io.weir.edge.http.RawClient;
import io.weir.edge.picture.LastKeyframe;
import io.weir.hls.MediaPlaylist;
import io.weir.hls.MediaSegment;
import io.weir.name.SegmentName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakFree.class)
class PictureServingTest {
    private static final String PATH = "/cctvf/cam1.jpg";
    private static final SegmentName NEWEST = FakePlaylistSource.segment(START_MS, 17, 19);

    private EdgeHarness edge;

    @BeforeEach
    void start() throws IOException {
        edge = new EdgeHarness();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(LastKeyframe.class.getResourceAsStream(name), name)) {
            return file.readAllBytes();
        }
    }

    private void live(byte[] newest) {
        edge.source.live(CAM, START_MS, 17, 3);
        edge.store.add(NEWEST.key(CAM), newest);
    }

    @Test
    void get_liveStream_jpegOfTheNewestSegmentForHalfATargetDuration() throws IOException {
        live(resource("red-blue.ts"));

        RawClient.Response response = edge.get(PATH);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(response.header("Cache-Control")).isEqualTo("max-age=3");
        assertThat(response.header("Last-Modified")).isEqualTo("Sat, 31 Jan 2026 09:15:12 GMT");
        assertThat(ImageIO.read(new ByteArrayInputStream(response.body())).getWidth())
                .isEqualTo(320);
        assertThat(edge.get(PATH, "If-None-Match: " + response.header("ETag")).status())
                .isEqualTo(304);
    }

    @Test
    void get_manyAtOnce_segmentFetchedOnceAndPictureKept() throws IOException {
        live(resource("red-blue.ts"));
        edge.store.holdBack();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RawClient client = edge.client();
            client.get(PATH);
            clients.add(client);
        }
        Awaitility.await().until(() -> edge.store.gets() == 1);
        edge.store.letGo();
        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
            client.close();
        }

        assertThat(edge.get(PATH).status()).isEqualTo(200);
        assertThat(edge.store.gets()).isEqualTo(1);
    }

    @Test
    void get_newestIsAGap_pictureOfTheOneBefore() throws IOException {
        edge.source.live(CAM, START_MS, 17, 3);
        PlaylistSource.Snapshot now = Objects.requireNonNull(edge.source.latest(CAM));
        List<MediaSegment> window = new ArrayList<>(now.playlist().segments());
        window.add(new MediaSegment(20, "gap.ts", START_MS + 18_000, 6_000, true, true, null));
        edge.source.put(
                CAM,
                new PlaylistSource.Snapshot("gap", new MediaPlaylist(6, 0, true, false, window), now.variant(), 0));
        edge.store.add(NEWEST.key(CAM), resource("red-blue.ts"));

        assertThat(edge.get(PATH).status()).isEqualTo(200);
    }

    @Test
    void get_soundOnly_404ThatSaysSo() throws IOException {
        live(resource("sound.ts"));

        RawClient.Response response = edge.get(PATH);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).contains("no-picture");
    }

    @Test
    void get_noSegmentYet_404ThatSaysToTryAgain() throws IOException {
        edge.directory.publish(CAM, START_MS);

        RawClient.Response response = edge.get(PATH);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).contains("no-segment-yet");
        assertThat(response.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void get_unknownStream_404() throws IOException {
        assertThat(edge.get("/cctvf/nobody.jpg").text()).contains("stream-unknown");
    }

    @Test
    void get_segmentExpired_404() throws IOException {
        edge.source.live(CAM, START_MS, 17, 3);

        assertThat(edge.get(PATH).text()).contains("segment-unknown");
    }

    @Test
    void get_indexNotCurrent_503LikeThePlaylist() throws IOException {
        live(resource("red-blue.ts"));
        edge.source.stale("the index could not be read for 20 s");

        assertThat(edge.get(PATH).status()).isEqualTo(503);
        assertThat(edge.get("/cctvf/nobody.jpg").status()).isEqualTo(503);
    }

    @Test
    void of_noRoomToWait_failsAndPinsNothing() throws IOException {
        edge.store.add(NEWEST.key(CAM), resource("red-blue.ts"));
        SegmentCache cache =
                new SegmentCache(edge.store::get, EdgeSettings.defaults().segments(), edge.clock);
        Pictures pictures = new Pictures(cache);
        pictures.close(); // takes nothing more, as when its queue is full

        assertThat(pictures.of(CAM, NEWEST))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withRootCauseInstanceOf(RejectedExecutionException.class);
        assertThat(cache.sentBytes()).isZero();
    }

    @Test
    void get_storeAway_503AndThePictureOnceItIsBack() throws IOException {
        live(resource("red-blue.ts"));
        edge.store.failWith(new IllegalStateException("away"));
        assertThat(edge.get(PATH).status()).isEqualTo(503);

        edge.store.failWith(null);

        assertThat(edge.get(PATH).status()).isEqualTo(200);
    }
}
