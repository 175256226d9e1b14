package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.camera.Camera;
import io.weir.camera.CameraSource;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.config.SettingsReader;
import io.weir.name.StreamName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cameras of a whole {@code weir up}: from the command line, the API and the file, to Kafka and the pulls' states. */
class CameraServingTest {
    private static final Duration AMPLE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private int managementPort;

    @AfterEach
    void stop() throws InterruptedException {
        thread.shutdownNow();
        assertThat(thread.awaitTermination(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void up_camerasOfAllOrigins_areServedWithTheirPullsStates(@TempDir Path folder) throws Exception {
        // Nothing listens there, so that each pull fails with a cause.
        int deadPort = freePort();
        Path file = folder.resolve("cameras.yaml");
        Files.writeString(file, "cameras: {live/filed: 'rtsp://127.0.0.1:" + deadPort + "/filed'}");
        String printed = start(folder, file, deadPort);

        assertThat(printed).contains("/live/camera.m3u8");
        HttpResponse<String> put = send(
                "PUT",
                "/api/v1/cameras/live/put",
                "{\"source\":\"rtsp://admin:hunter2@127.0.0.1:" + deadPort + "/put\"}");
        assertThat(put.statusCode()).isEqualTo(200);
        await("all three fail to connect, and say so")
                .atMost(AMPLE)
                .pollInterval(POLL)
                .untilAsserted(() -> {
                    JsonNode list = json(send("GET", "/api/v1/cameras", null));
                    assertThat(list.get("cameras").findValuesAsText("stream"))
                            .containsExactly("camera", "filed", "put");
                    assertThat(list.get("cameras"))
                            .allSatisfy(camera -> assertThat(
                                            camera.at("/state/phase").asText())
                                    .isEqualTo("backing_off"))
                            .allSatisfy(camera -> assertThat(
                                            camera.at("/state/cause").asText())
                                    .isNotEmpty())
                            .allSatisfy(camera -> assertThat(
                                            camera.at("/state/node").asText())
                                    .isNotEmpty());
                    assertThat(list.toString()).doesNotContain("hunter2").doesNotContain("admin");
                });
        assertThat(send("DELETE", "/api/v1/cameras/live/filed", null).statusCode())
                .isEqualTo(409);
        assertThat(send("GET", "/metrics", null).body()).contains("weir_cameras_file_ok 1.0");

        Files.writeString(file, "cameras: {}");
        await("the file's camera is removed")
                .atMost(AMPLE)
                .pollInterval(POLL)
                .until(() -> send("GET", "/api/v1/cameras/live/filed", null).statusCode() == 404);
        assertThat(send("DELETE", "/api/v1/cameras/live/put", null).statusCode())
                .isEqualTo(204);
        assertThat(send("GET", "/api/v1/openapi.json", null).statusCode()).isEqualTo(200);
    }

    private String start(Path folder, Path file, int deadPort) throws Exception {
        managementPort = freePort();
        Settings settings = new SettingsReader(Keys.ALL)
                .commandLine(Map.of(
                        "data-dir", folder.resolve("data").toString(),
                        "rtmp.port", "0",
                        "http.port", "0",
                        "management.port", Integer.toString(managementPort),
                        "cameras.file", file.toString()))
                .read();
        Camera camera = Camera.of(
                new StreamName("live", "camera"), CameraSource.parse("rtsp://127.0.0.1:" + deadPort + "/camera"));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Future<?> process = thread.submit(() -> {
            WeirProcess.run(Mode.UP, settings, camera, new PrintStream(printed, true, StandardCharsets.UTF_8));
            return null;
        });
        await("the process says that it is ready")
                .atMost(AMPLE)
                .pollInterval(POLL)
                .until(() -> process.isDone()
                        || printed.toString(StandardCharsets.UTF_8).contains("Weir is ready"));
        if (process.isDone()) {
            process.get(); // throws what ended it
            throw new AssertionError("the process has ended");
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String json)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    /** Below where the kernel takes the ports of connections from, of which there are many here. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // the next one
            }
        }
    }
}
