package io.weir.camera.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.CameraProbe;
import io.weir.camera.CameraStatus;
import io.weir.camera.TestCameras;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CameraTrialTest {
    private static final String TEST = "/api/v1/cameras/test";
    private static final String SOURCE = "{\"source\":\"rtsp://admin:hunter2@10.0.0.5/one\",\"transport\":\"udp\"}";
    private static final CameraProbe.Result GOOD =
            new CameraProbe.Result(null, List.of("H.264 1920x1080"), List.of("audio opus"), 812);

    private ApiServer api;

    @BeforeEach
    void serve() throws IOException {
        api = new ApiServer();
    }

    @AfterEach
    void close() {
        assertThat(api.bodies()).noneMatch(body -> body.contains("hunter2") || body.contains("admin"));
        api.close();
    }

    @Test
    void test_registeredCamera_stateOfItsPullAndNothingOpened() {
        api.put("/api/v1/cameras/live/cam1", SOURCE);
        api.states.put(TestCameras.CAM1, CameraStatus.of(CameraStatus.Phase.LIVE, null));

        ApiServer.Answer byName = api.send("POST", "/api/v1/cameras/live/cam1/test", null, null);
        ApiServer.Answer bySource = api.post(TEST, "{\"source\":\"rtsp://viewer@10.0.0.5:554/one/\"}");

        String held = "{\"opened\":false,\"holder\":\"live/cam1\",\"state\":{\"phase\":\"live\",\"left_out\":[]}}";
        assertThat(byName.body()).isEqualTo(held);
        assertThat(bySource.body()).isEqualTo(held);
    }

    @Test
    void test_sourceThatIsBeingGivenUp_opensNothing() {
        api.put("/api/v1/cameras/live/cam1", SOURCE);
        api.delete("/api/v1/cameras/live/cam1");

        ApiServer.Answer answer = api.post(TEST, SOURCE);

        assertThat(answer.json().get("opened").booleanValue()).isFalse();
        assertThat(answer.json().get("holder").textValue()).isEqualTo("live/cam1");
    }

    @Test
    void test_freeSource_isConnectedTo() {
        List<String> urls = new ArrayList<>();
        api.probe = (source, transport) -> {
            urls.add(source.revealUrl() + " " + transport.word());
            return CompletableFuture.completedFuture(GOOD);
        };

        assertThat(api.post(TEST, SOURCE).body())
                .isEqualTo("{\"opened\":true,\"source\":\"rtsp://***@10.0.0.5:554/one\",\"ok\":true,"
                        + "\"tracks\":[\"H.264 1920x1080\"],\"left_out\":[\"audio opus\"],\"took_ms\":812}");
        assertThat(urls).containsExactly("rtsp://admin:hunter2@10.0.0.5:554/one udp");
        assertThat(api.registry.writes()).isZero();
    }

    @Test
    void test_deadCamera_tellsTheCause() {
        api.probe = (source, transport) -> CompletableFuture.completedFuture(
                new CameraProbe.Result("nothing answers there", List.of(), List.of(), 5_000));

        ApiServer.Answer answer = api.post(TEST, SOURCE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("ok").booleanValue()).isFalse();
        assertThat(answer.json().get("cause").textValue()).isEqualTo("nothing answers there");
    }

    @Test
    void test_sourceThatIsBeingTested_409() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<CameraProbe.Result> result = new CompletableFuture<>();
        api.probe = (source, transport) -> {
            asked.countDown();
            return result;
        };
        CompletableFuture<ApiServer.Answer> first = CompletableFuture.supplyAsync(() -> api.post(TEST, SOURCE));
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

        ApiServer.Answer second = api.post(TEST, SOURCE);
        result.complete(GOOD);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().get("reason").textValue()).isEqualTo("being_tested");
        assertThat(first.get(30, TimeUnit.SECONDS).json().get("ok").booleanValue())
                .isTrue();
        assertThat(api.post(TEST, SOURCE).status()).isEqualTo(200);
    }

    @Test
    void test_registryIsAway_opensNothing() {
        api.registry.away("Kafka is away");

        assertThat(api.post(TEST, SOURCE).status()).isEqualTo(503);
    }

    @Test
    void test_brokenRequests_areRefused() {
        assertThat(api.post(TEST, "{\"source\":\"http://10.0.0.5/\"}").status()).isEqualTo(400);
        assertThat(api.post(TEST, "{\"source\":\"rtsp://***@10.0.0.5/\"}").status())
                .isEqualTo(400);
        assertThat(api.send("POST", TEST, "text/plain", SOURCE).status()).isEqualTo(415);
        assertThat(api.send("POST", "/api/v1/cameras/live/none/test", null, null)
                        .status())
                .isEqualTo(404);
    }
}
