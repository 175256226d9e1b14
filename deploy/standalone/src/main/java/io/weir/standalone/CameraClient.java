package io.weir.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.camera.CameraSource;
import io.weir.name.StreamName;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does what {@code weir camera} is told, by the API of a Weir that runs. */
final class CameraClient {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(90);
    private static final String CAMERAS = "/api/v1/cameras";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI management;
    private final CameraPassword password;
    private final PrintStream out;
    private final PrintStream err;

    /** An answer that is none of success; its message is for people. */
    private static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message);
        }
    }

    /**
     * A client.
     *
     * @param management such as {@code http://127.0.0.1:9400}
     */
    CameraClient(URI management, CameraPassword password, PrintStream out, PrintStream err) {
        this.management = management;
        this.password = password;
        this.out = out;
        this.err = err;
    }

    /**
     * Does it; returns the process's exit code.
     *
     * @throws io.weir.camera.InvalidCameraException with what is wrong with a URL
     */
    int run(CameraCommand command) throws InterruptedException {
        try {
            switch (command.verb()) {
                case ADD -> add(command);
                case LIST -> list(command.labels());
                case REMOVE -> remove(stream(command.operand(0)));
                case TEST -> {
                    return test(command);
                }
            }
            return WeirMain.OK;
        } catch (FailedException e) {
            err.println("weir: " + e.getMessage());
            return WeirMain.FAILED;
        } catch (IOException e) {
            err.println("weir: no Weir that takes cameras answers at " + management
                    + "; --management names its management port");
            return WeirMain.FAILED;
        }
    }

    private void add(CameraCommand command) throws IOException, InterruptedException, FailedException {
        StreamName stream = stream(command.operand(0));
        ObjectNode body = body(command, command.operand(1));
        body.put("on_demand", command.onDemand());
        body.put("enabled", !command.disabled());
        ObjectNode labels = body.putObject("labels");
        command.labels().forEach(labels::put);
        JsonNode camera = send("PUT", CAMERAS + "/" + stream, body);
        out.println(stream + " is pulled from " + camera.path("source").asText());
    }

    private ObjectNode body(CameraCommand command, String url) {
        CameraSource source = password.source(url);
        ObjectNode body = JSON.createObjectNode();
        body.put("source", source.revealUrl());
        body.put("transport", command.udp() ? "udp" : "tcp");
        return body;
    }

    private void list(Map<String, String> labels) throws IOException, InterruptedException, FailedException {
        if (labels.size() > 1) {
            throw new FailedException("cameras are listed by one label at a time");
        }
        String query = labels.entrySet().stream()
                .map(label ->
                        "?label=" + URLEncoder.encode(label.getKey() + "=" + label.getValue(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
        JsonNode answer = send("GET", CAMERAS + query, null);
        for (JsonNode camera : answer.path("cameras")) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-24s %-12s %s%s",
                    camera.path("app").asText() + "/" + camera.path("stream").asText(),
                    camera.path("state").path("phase").asText(),
                    camera.path("source").asText(),
                    why(camera.path("state"))));
        }
        if (answer.path("cameras").isEmpty()) {
            out.println("there are no cameras" + (labels.isEmpty() ? "" : " of that label"));
        }
        for (String problem : List.of("registry_problem", "file_problem")) {
            if (answer.has(problem)) {
                err.println("weir: " + answer.path(problem).asText());
            }
        }
    }

    private static String why(JsonNode state) {
        String nextTry =
                state.has("next_try") ? ", next try " + state.path("next_try").asText() : "";
        return state.has("cause") ? " (" + state.path("cause").asText() + nextTry + ")" : "";
    }

    private void remove(StreamName stream) throws IOException, InterruptedException, FailedException {
        send("DELETE", CAMERAS + "/" + stream, null);
        out.println(stream + " is removed");
    }

    private int test(CameraCommand command) throws IOException, InterruptedException, FailedException {
        String operand = command.operand(0);
        JsonNode answer = operand.contains("://")
                ? send("POST", CAMERAS + "/test", body(command, operand))
                : send("POST", CAMERAS + "/" + stream(operand) + "/test", null);
        if (!answer.path("opened").booleanValue()) {
            JsonNode state = answer.path("state");
            String phase = state.path("phase").asText();
            out.println(answer.path("holder").asText() + " has it: " + phase + why(state));
            return "live".equals(phase) ? WeirMain.OK : WeirMain.FAILED;
        }
        boolean good = answer.path("ok").booleanValue();
        out.println(
                good
                        ? "it can be pulled:"
                        : "it cannot be pulled: " + answer.path("cause").asText());
        answer.path("tracks").forEach(track -> out.println("  " + track.asText()));
        answer.path("left_out").forEach(track -> out.println("  left out: " + track.asText()));
        return good ? WeirMain.OK : WeirMain.FAILED;
    }

    private static StreamName stream(String text) throws FailedException {
        StreamName stream = StreamName.parse(text);
        if (stream == null) {
            throw new FailedException("a stream is APP/NAME, such as live/gate: " + StreamName.RULE);
        }
        return stream;
    }

    private JsonNode send(String method, String path, @Nullable ObjectNode body)
            throws IOException, InterruptedException, FailedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(management.resolve(path))
                .timeout(ANSWER_WITHIN)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = HttpClient.newBuilder()
                .connectTimeout(CONNECT_WITHIN)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonNode answer = json(response.body());
        if (response.statusCode() >= 300) {
            throw new FailedException(answer.path("error").asText("the answer was " + response.statusCode()));
        }
        return answer;
    }

    private static JsonNode json(String body) throws FailedException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new FailedException("what answers there is no Weir");
        }
    }
}
