package io.weir.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process of Weir's, started by its launcher on ports and in a folder that it keeps over restarts. */
final class Weir implements AutoCloseable {
    private static final int OK = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final String name;
    private final List<String> arguments;
    private final Map<String, String> environment = new HashMap<>();
    private final int rtmpPort = Places.freePort();
    private final int httpPort = Places.freePort();
    private final int managementPort = Places.freePort();
    private @Nullable Program program;

    private Weir(Path folder, String name, List<String> arguments, Map<String, String> settings) {
        this.folder = folder;
        this.name = name;
        this.arguments = arguments;
        environment.putAll(Map.of(
                "WEIR_RTMP_PORT", Integer.toString(rtmpPort),
                "WEIR_HTTP_PORT", Integer.toString(httpPort),
                "WEIR_MANAGEMENT_PORT", Integer.toString(managementPort),
                "WEIR_DATA_DIR", folder.resolve("data").toString(),
                "WEIR_JAVA_OPTS", "-Xmx512m"));
        environment.putAll(settings);
    }

    /**
     * A process that is yet to be started.
     *
     * @param arguments of the launcher, such as {@code up}
     * @param settings environment variables
     */
    static Weir in(Path folder, Map<String, String> settings, String... arguments) {
        return named(folder, arguments[0], settings, arguments);
    }

    /** A process that is yet to be started, one of several in the folder. */
    static Weir named(Path folder, String name, Map<String, String> settings, String... arguments) {
        return new Weir(folder, name, List.of(arguments), settings);
    }

    /** Starts it and waits until media can flow. */
    Weir start() throws IOException {
        startAtOnce(Map.of());
        awaitReady();
        return this;
    }

    /** Starts it, and returns while it is starting. */
    Program startAtOnce() throws IOException {
        return startAtOnce(Map.of());
    }

    /** Starts it with more environment variables, and returns while it is starting. */
    Program startAtOnce(Map<String, String> more) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        List<String> command = new ArrayList<>();
        command.add(Places.HOME.resolve("weir").toString());
        command.addAll(arguments);
        Program started = Program.start(folder, "weir-" + name, command, all);
        program = started;
        return started;
    }

    void awaitReady() {
        await(arguments + " in " + folder + " is ready")
                .atMost(Places.AMPLE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!program().isAlive()) {
                        throw new AssertionError(
                                arguments + " has ended:\n" + program().output());
                    }
                    return isReady();
                });
    }

    private boolean isReady() throws InterruptedException {
        try {
            return readiness().statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What the process answers of whether media can flow. */
    HttpResponse<String> readiness() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
        return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** The process that was started last. */
    Program program() {
        if (program == null) {
            throw new IllegalStateException("not started");
        }
        return program;
    }

    /** A setting by the name of its environment variable. */
    String setting(String variable) {
        return Objects.requireNonNull(environment.get(variable), variable);
    }

    String rtmpUrl(String stream) {
        return "rtmp://127.0.0.1:" + rtmpPort + "/live/" + stream;
    }

    URI playlist(String stream) {
        return URI.create("http://127.0.0.1:" + httpPort + "/live/" + stream + ".m3u8");
    }

    /** The page, on which the stream plays by itself. */
    URI page(String stream) {
        return URI.create("http://127.0.0.1:" + httpPort + "/#live/" + stream);
    }

    /** Registers a camera. */
    void putCamera(String stream, String source) throws IOException, InterruptedException {
        putCamera(stream, source, false);
    }

    /** Registers a camera, to be pulled only while somebody watches or all the time. */
    void putCamera(String stream, String source, boolean onDemand) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/api/v1/cameras/live/" + stream);
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(
                                "{\"source\": \"" + source + "\", \"on_demand\": " + onDemand + "}"))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(uri + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Its management port, as a URL. */
    URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    /** Its metrics, Prometheus text. */
    String metrics() throws IOException, InterruptedException {
        return get(management().resolve("/metrics"));
    }

    /** What the edge lists of all streams, JSON. */
    String streams() throws IOException, InterruptedException {
        return get(URI.create("http://127.0.0.1:" + httpPort + "/api/v1/streams"));
    }

    /** What the API lists of all cameras, JSON. */
    String cameras() throws IOException, InterruptedException {
        return get(URI.create("http://127.0.0.1:" + managementPort + "/api/v1/cameras"));
    }

    URI masterPlaylist(String stream) {
        return URI.create("http://127.0.0.1:" + httpPort + "/live/" + stream + "/master.m3u8");
    }

    /** The text at a URI. */
    String get(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> found = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        if (found.statusCode() != OK) {
            throw new AssertionError(uri + " answered " + found.statusCode() + ": " + found.body());
        }
        return found.body();
    }

    /** Where standalone keeps a stream's segments. */
    Path mediaFolder(String stream) {
        return folder.resolve("data").resolve("media").resolve("live").resolve(stream);
    }

    /** Where standalone keeps its log. */
    Path logFolder() {
        return folder.resolve("data").resolve("kafka");
    }

    /** Ends it, first kindly. */
    @Override
    public void close() throws IOException {
        if (program == null) {
            return;
        }
        try (Program last = program) {
            last.terminate();
            last.awaitExit();
        }
    }
}
