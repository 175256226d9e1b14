package io.weir.camera.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraStates;
import io.weir.camera.CameraStatus;
import io.weir.camera.MemoryCameraRegistry;
import io.weir.name.StreamName;
import io.weir.runtime.Health;
import io.weir.runtime.ManagementServer;
import io.weir.runtime.Meters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API on a management port, with a registry in memory, and a client that holds each answer against the description, and
 * keeps it.
 */
final class ApiServer implements AutoCloseable {
    static final String JSON = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    final MemoryCameraRegistry registry = new MemoryCameraRegistry();
    final Map<StreamName, CameraStatus> states = new HashMap<>();

    /** What is wrong with the file of cameras. */
    @Nullable
    String fileProblem;

    /** Answers tests of cameras. */
    CameraProbe probe = (source, transport) -> {
        throw new AssertionError("connected to " + source);
    };

    private final ApiDescription description = new ApiDescription();
    private final List<String> bodies = new ArrayList<>();
    private final Meters meters = new Meters();
    private final ManagementServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    ApiServer() throws IOException {
        server = new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Health(meters.registry()),
                meters.registry());
        CameraStates known = stream -> Optional.ofNullable(states.get(stream));
        server.serve(new CameraApi(
                registry,
                known,
                () -> Optional.ofNullable(fileProblem),
                (source, transport) -> probe.probe(source, transport)));
    }

    /** An answer. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            try {
                return MAPPER.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        @Nullable
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }
    }

    Answer get(String path) {
        return send("GET", path, null, null);
    }

    Answer delete(String path) {
        return send("DELETE", path, null, null);
    }

    Answer put(String path, String json) {
        return send("PUT", path, JSON, json);
    }

    Answer post(String path, String json) {
        return send("POST", path, JSON, json);
    }

    Answer send(String method, String path, @Nullable String type, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Answer answer = new Answer(response.statusCode(), response.headers().map(), response.body());
            description.check(method, path, type, body, answer);
            bodies.add(response.body() + response.headers().map());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    ApiDescription description() {
        return description;
    }

    /** All that was answered, to look for secrets in it. */
    List<String> bodies() {
        return bodies;
    }

    @Override
    public void close() {
        server.close();
        meters.close();
    }
}
