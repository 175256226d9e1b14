package io.weir.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One process of the cluster on a host of its own, which is started again and again on the same ports and folder. */
final class ChaosProcess implements AutoCloseable {
    private static final int OK = 200;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();

    private final Path folder;
    private final String name;
    private final Role role;
    private final List<String> command;
    private final Map<String, String> environment;
    private final @Nullable URI readiness;
    private @Nullable Program program;

    /** What a process is. */
    enum Role {
        BROKER,
        INGEST,
        SEGMENTER,
        EDGE
    }

    /**
     * A process that is yet to be started.
     *
     * @param name of its host, too
     * @param readiness where it tells that it is ready; null if it does not
     */
    ChaosProcess(
            Path folder,
            String name,
            Role role,
            List<String> command,
            Map<String, String> environment,
            @Nullable URI readiness) {
        this.folder = folder;
        this.name = name;
        this.role = role;
        this.command = command;
        this.environment = environment;
        this.readiness = readiness;
    }

    String name() {
        return name;
    }

    Role role() {
        return role;
    }

    void start() throws IOException {
        program = Program.start(folder, name, command, environment);
    }

    /** The process that was started last. */
    Program program() {
        if (program == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return program;
    }

    /** Ends it kindly, and waits for that. */
    void terminate() throws IOException {
        program().terminate();
        program().awaitExit();
    }

    /**
     * Whether it says that it is ready; of one that says nothing, whether it lives.
     *
     * @throws AssertionError if it has ended, which nobody wanted
     */
    boolean isReady() throws IOException, InterruptedException {
        if (!program().isAlive()) {
            String output = program().output();
            throw new AssertionError(
                    name + " has ended by itself:\n" + output.substring(Math.max(0, output.length() - 4_000)));
        }
        if (readiness == null) {
            return true;
        }
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(readiness)
                                            .timeout(ANSWER_WITHIN)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Kills it, if it runs. */
    @Override
    public void close() {
        if (program != null) {
            program.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
