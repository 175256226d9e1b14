package io.weir.edge;

import static io.weir.edge.EdgeHarness.CAM;
import static io.weir.edge.EdgeHarness.START_MS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.camera.CameraStatus;
import io.weir.edge.http.RawClient;
import io.weir.name.StreamName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageServingTest {
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
    void page_everythingItLoads_isOurs() throws IOException {
        RawClient.Response page = edge.get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe");
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
        int count = 0;
        while (links.find()) {
            String link = links.group(1);
            assertThat(link).startsWith("/");
            assertThat(edge.get(link).status()).as(link).isEqualTo(200);
            count++;
        }
        assertThat(count).isGreaterThanOrEqualTo(4);
    }

    @Test
    void page_noMarkupFromText_noInlineCode() throws IOException {
        assertThat(edge.get("/").text()).doesNotContain("<style", "onclick=", "style=\"", "http://", "https://");
        assertThat(edge.get("/assets/page.js").text())
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void asset_known_isNotSentAgain() throws IOException {
        String etag = edge.get("/assets/page.js").header("ETag");

        assertThat(edge.get("/assets/page.js", "If-None-Match: " + etag).status())
                .isEqualTo(304);
        assertThat(edge.get("/assets/hls-1.7.4.light.min.js").header("Cache-Control"))
                .contains("immutable");
    }

    @Test
    void streams_eachState_isListed() throws IOException {
        StreamName starting = new StreamName("cctvf", "starting");
        StreamName gone = new StreamName("cctvf", "gone");
        StreamName ended = new StreamName("cctvf", "ended");
        edge.directory.publish(CAM, START_MS);
        edge.directory.publish(starting, START_MS);
        edge.source.live(CAM, START_MS, 17, 10);
        edge.source.live(gone, START_MS, 17, 10);
        edge.source.ended(ended, START_MS, 17, 10, edge.clock.millis());

        JsonNode listing =
                new ObjectMapper().readTree(edge.get("/api/v1/streams").text());

        assertThat(listing.get("problem").isNull()).isTrue();
        assertThat(listing.get("streams").findValuesAsText("name"))
                .containsExactly("cctvf/cam1", "cctvf/gone", "cctvf/starting");
        assertThat(listing.get("streams").findValuesAsText("state")).containsExactly("live", "interrupted", "starting");
        JsonNode live = listing.get("streams").get(0);
        assertThat(live.get("playlist").asText()).isEqualTo("/cctvf/cam1.m3u8");
        assertThat(live.get("master").asText()).isEqualTo("/cctvf/cam1/master.m3u8");
        assertThat(live.get("picture").asText()).isEqualTo("/cctvf/cam1.jpg");
        assertThat(listing.get("streams").get(2).get("picture").isNull()).isTrue();
        assertThat(live.get("since").asText()).isEqualTo("2026-01-31T09:15:00Z");
        assertThat(live.get("codecs").asText()).isEqualTo("avc1.64001f,mp4a.40.2");
        assertThat(live.get("width").asInt()).isEqualTo(1280);
        assertThat(live.get("frameRate").asDouble()).isEqualTo(25.0);
        assertThat(edge.get("/api/v1/streams").text()).doesNotContain("192.0.2.1");
    }

    @Test
    void streams_cameraAway_listedWithCauseAndNextTry() throws IOException {
        StreamName never = new StreamName("cctvf", "never");
        Instant nextTry = Instant.parse("2026-01-31T09:16:03Z");
        CameraStatus away = new CameraStatus(
                CameraStatus.Phase.BACKING_OFF, "the connection was refused", "node", nextTry, null, List.of());
        edge.directory.publish(CAM, START_MS); // its node holds it, and has nothing to publish
        edge.source.live(CAM, START_MS, 17, 10);
        edge.cameras.put(CAM, away);
        edge.cameras.put(never, away);
        edge.cameras.put(new StreamName("cctvf", "live"), CameraStatus.of(CameraStatus.Phase.LIVE, null));

        JsonNode streams =
                new ObjectMapper().readTree(edge.get("/api/v1/streams").text()).get("streams");

        assertThat(streams.findValuesAsText("name")).containsExactly("cctvf/cam1", "cctvf/never");
        assertThat(streams.findValuesAsText("state")).containsExactly("away", "away");
        assertThat(streams.get(1).get("cause").asText()).isEqualTo("the connection was refused");
        assertThat(streams.get(1).get("nextTry").asText()).isEqualTo("2026-01-31T09:16:03Z");
    }

    @Test
    void streams_unchanged_is304AndNewWithinASecond() throws IOException {
        edge.directory.publish(CAM, START_MS);
        String etag = edge.get("/api/v1/streams").header("ETag");
        edge.clock.forward(Duration.ofSeconds(5));
        assertThat(edge.get("/api/v1/streams", "If-None-Match: " + etag).status())
                .isEqualTo(304);

        edge.directory.withdraw(CAM, 1);
        edge.clock.forward(Duration.ofSeconds(1));

        assertThat(edge.get("/api/v1/streams", "If-None-Match: " + etag).status())
                .isEqualTo(200);
    }

    @Test
    void streams_indexNotCurrent_saysWhy() throws IOException {
        edge.source.stale("the log is away");

        assertThat(edge.get("/api/v1/streams").text()).contains("\"problem\":\"the log is away\"");
    }
}
