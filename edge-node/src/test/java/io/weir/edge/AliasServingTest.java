package io.weir.edge;

import static io.weir.edge.EdgeHarness.CAM;
import static io.weir.edge.EdgeHarness.START_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.edge.http.RawClient;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AliasServingTest {
    private static final SegmentName SEGMENT = FakePlaylistSource.segment(START_MS, 17, 17);
    private static final StreamName OTHER = new StreamName("rooms", "cam1");

    private EdgeHarness edge;

    @BeforeEach
    void start() throws IOException {
        edge = new EdgeHarness(settings -> settings.withAliases(
                List.of("/hls/{stream}.m3u8", "/tv/{stream}.m3u8=rooms", "/{app}/live/{stream}.m3u8")));
        edge.source.live(CAM, START_MS, 17, 10);
        edge.store.add(SEGMENT.key(CAM), new byte[] {1});
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void playlist_applicationNotNamed_isTheOnlyOneWithThatStream() throws IOException {
        assertThat(edge.get("/hls/cam1.m3u8").text())
                .isEqualTo(edge.get("/cctvf/cam1.m3u8").text());
        assertThat(edge.get("/hls/cam1/" + SEGMENT.fileName()).body()).containsExactly(1);
        assertThat(edge.get("/hls/cam2.m3u8").text()).contains("\"error\":\"stream-unknown\"");
    }

    @Test
    void playlist_applicationInThePath_isThatOne() throws IOException {
        assertThat(edge.get("/cctvf/live/cam1.m3u8").status()).isEqualTo(200);
        assertThat(edge.get("/cctvf/live/cam1/" + SEGMENT.fileName()).body()).containsExactly(1);
        assertThat(edge.get("/rooms/live/cam1.m3u8").status()).isEqualTo(404);
        assertThat(edge.get("/api/live/cam1.m3u8").status()).isEqualTo(400);
    }

    @Test
    void playlist_applicationConfigured_isThatOne() throws IOException {
        assertThat(edge.get("/tv/cam1.m3u8").status()).isEqualTo(404);
        edge.source.live(OTHER, START_MS, 40, 10);
        assertThat(edge.get("/tv/cam1.m3u8").text()).contains("#EXT-X-MEDIA-SEQUENCE:40\n");
    }

    @Test
    void playlist_severalApplicationsHaveIt_are404WithTheChoices() throws IOException {
        edge.directory.publish(OTHER, START_MS);

        RawClient.Response response = edge.get("/hls/cam1.m3u8");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).contains("\"choices\":[\"/cctvf/cam1.m3u8\",\"/rooms/cam1.m3u8\"]");
    }

    @Test
    void playlist_anotherThatHasEnded_isNoChoice() throws IOException {
        edge.source.ended(OTHER, START_MS, 1, 10, edge.clock.millis());

        assertThat(edge.get("/hls/cam1.m3u8").text()).contains("#EXT-X-MEDIA-SEQUENCE:17\n");
    }

    @Test
    void playlist_onlyEnded_isServedToItsEnd() throws IOException {
        edge.source.ended(CAM, START_MS, 17, 10, edge.clock.millis());

        assertThat(edge.get("/hls/cam1.m3u8").text()).endsWith("#EXT-X-ENDLIST\n");
    }

    @Test
    void playlist_streamOfThatVeryPath_comesFirst() throws IOException {
        edge.source.live(new StreamName("hls", "cam1"), START_MS, 99, 10);

        assertThat(edge.get("/hls/cam1.m3u8").text()).contains("#EXT-X-MEDIA-SEQUENCE:99\n");
    }

    @Test
    void start_wrongAlias_saysWhy() {
        assertThatThrownBy(() -> new EdgeHarness(settings -> settings.withAliases(List.of("/hls/cam.m3u8"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("http.aliases: \"/hls/cam.m3u8\" is to have {stream} once");
    }
}
