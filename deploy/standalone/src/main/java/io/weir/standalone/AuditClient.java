package io.weir.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Does what {@code weir audit} is told, by the API of a Weir that runs. */
final class AuditClient {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    /** A log of hours is read whole. */
    private static final Duration ANSWER_WITHIN = Duration.ofHours(2);

    private static final int GOOD = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI management;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * A client.
     *
     * @param management such as {@code http://127.0.0.1:9400}
     */
    AuditClient(URI management, PrintStream out, PrintStream err) {
        this.management = management;
        this.out = out;
        this.err = err;
    }

    /** Does it; returns the process's exit code. */
    int run(AuditCommand command) throws InterruptedException {
        HttpResponse<String> response;
        JsonNode answer;
        try {
            response = HttpClient.newBuilder()
                    .connectTimeout(CONNECT_WITHIN)
                    .build()
                    .send(
                            HttpRequest.newBuilder(management.resolve(path(command)))
                                    .timeout(ANSWER_WITHIN)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            answer = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            return failed("what answers at " + management + " is no Weir");
        } catch (IOException e) {
            return failed("no Weir answers at " + management
                    + "; --management names the management port of a segmenter or edge node");
        }
        if (response.statusCode() != GOOD) {
            return failed(answer.path("error").asText("the answer was " + response.statusCode()));
        }
        if (!answer.has("verdict")) {
            return failed("what answers at " + management + " is no Weir that audits");
        }
        if (command.json()) {
            out.println(response.body());
        } else {
            new AuditText(out).print(answer);
        }
        return "ok".equals(answer.path("verdict").asText()) ? WeirMain.OK : WeirMain.FAILED;
    }

    private int failed(String why) {
        err.println("weir: " + why);
        return WeirMain.FAILED;
    }

    private static String path(AuditCommand command) {
        String path = "/api/v1/streams/" + command.stream() + "/audit";
        String from = parameter("from", command.from());
        String to = parameter("to", command.to());
        String query = from.isEmpty() || to.isEmpty() ? from + to : from + "&" + to;
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String parameter(String name, @Nullable Instant value) {
        return value == null ? "" : name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }
}
