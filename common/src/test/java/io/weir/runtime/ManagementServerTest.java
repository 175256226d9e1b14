package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementServerTest {
    private final Health health = new Health(new SimpleMeterRegistry());
    private final Meters meters = new Meters();
    private final SwitchedCheck kafka = new SwitchedCheck("kafka");
    private final SwitchedCheck store = new SwitchedCheck("store");
    private final HttpClient client = HttpClient.newHttpClient();
    private ManagementServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), health, meters.registry());
        health.add(kafka);
        health.add(store);
    }

    @AfterEach
    void close() {
        server.close();
        meters.close();
    }

    @Test
    void ready_beforeStarted_503() throws Exception {
        HttpResponse<String> answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"problems\":{\"process\":\"still starting\"},\"status\":\"not ready\"}");
    }

    @Test
    void ready_allChecksPass_200() throws Exception {
        health.started();

        HttpResponse<String> answer = get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ready\"}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void ready_checksFailAndRecover_503NamesEachThen200() throws Exception {
        health.started();
        kafka.problem = "no \"answer\"";
        store.problem = "disk full";

        HttpResponse<String> answer = get("/health/ready");
        kafka.problem = null;
        store.problem = null;

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"problems\":{\"kafka\":\"no \\\"answer\\\"\",\"store\":\"disk full\"},"
                        + "\"status\":\"not ready\"}");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void ready_checkThrows_503() throws Exception {
        health.started();
        health.add(new HealthCheck() {
            @Override
            public String name() {
                return "store";
            }

            @Override
            public Optional<String> problem() {
                throw new IllegalStateException("broken");
            }
        });

        assertThat(get("/health/ready").body()).contains("the check itself failed", "broken");
    }

    @Test
    void ready_stopping_503ButAlive() throws Exception {
        health.started();
        health.stopping();

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_always_prometheusText() throws Exception {
        meters.registry().counter("weir.things", "kind", "x").increment();

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()).contains("weir_things_total{kind=\"x\"} 1.0", "jvm_memory_used_bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/health/ready/more", "/healthy", "/metrics2"})
    void get_otherPaths_404(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void post_anywhere_405() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri("/health/ready"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();

        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void head_ready_statusWithoutBody() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(uri("/health/ready"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<String> answer = client.send(head, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEmpty();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private static final class SwitchedCheck implements HealthCheck {
        private final String name;
        private volatile @Nullable String problem;

        SwitchedCheck(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> problem() {
            return Optional.ofNullable(problem);
        }
    }
}
