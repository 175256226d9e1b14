package io.weir.benchmarks;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A program that was started for a run; its output is in a file. */
final class ChildProcess {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration READY_POLL = Duration.ofMillis(100);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    /** Below where the kernel takes the ports of outgoing connections from. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 29_999;
    private static final int MOST_TRIES = 100;

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Whether a server answers. */
    @FunctionalInterface
    interface Probe {
        boolean isReady() throws IOException, InterruptedException;
    }

    /** Starts a program with more environment variables. */
    static ChildProcess start(Path log, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop " + process.pid()));
        return new ChildProcess(process, log);
    }

    /** Runs a short program; returns what it printed. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(command + " ended with " + code + ": " + printed);
        }
        return printed.strip();
    }

    /** A port of the loopback address that nobody has now. */
    static int freePort() throws IOException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException taken) {
                // Another may be free.
            }
        }
        throw new IOException("no port from " + FIRST_PORT + " to " + LAST_PORT + " seems to be free");
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the server answers; if it does not, it is stopped. */
    ChildProcess awaitReady(Probe probe) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - startNanos < READY_WITHIN.toNanos()) {
            try {
                if (probe.isReady()) {
                    return this;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            Thread.sleep(READY_POLL.toMillis());
        }
        stop();
        throw new IOException("it does not become ready:\n" + Files.readString(log));
    }

    /** Ends it, first kindly. */
    void stop() {
        process.destroy();
        try {
            if (process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
