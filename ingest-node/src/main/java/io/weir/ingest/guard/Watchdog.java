package io.weir.ingest.guard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills this process when it stands still. A process that is frozen cannot close its cameras' connections, and the kernel
 * keeps them open; so another one, which this one feeds every second, ends it when it has heard nothing for a while. The
 * kernel then closes what was open.
 *
 * <p>If the other process ends, this one goes on unwatched until it has started one anew.
 */
public final class Watchdog implements AutoCloseable {
    private static final long FEED_MS = 1_000;

    /** Another process that has been fed so often stays. */
    private static final int PROVEN_FEEDS = 5;

    /** After so many that did not stay there is no watch; one that was killed is no reason to let go of cameras. */
    private static final int MAX_FAILURES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final List<String> command;
    private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "weir-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Process watcher;
    private volatile int failures;
    private int feeds;

    Watchdog(List<String> command) throws IOException {
        this.command = command;
        this.watcher = start();
        feeder.scheduleAtFixedRate(this::feed, FEED_MS, FEED_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Watches this process from now on.
     *
     * @param silence after which it is killed; of whole seconds, and shorter than a lease
     * @throws IOException if the other process cannot be started
     */
    public static Watchdog start(Duration silence) throws IOException {
        // A small JVM: what every machine has that runs this one. It needs no library.
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx8m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=8m",
                "-cp",
                place(),
                WatchdogMain.class.getName(),
                Long.toString(ProcessHandle.current().pid()),
                Long.toString(silence.toMillis()));
        return new Watchdog(command);
    }

    /** The jar or folder that the class is in. */
    private static String place() throws IOException {
        try {
            return Path.of(WatchdogMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IOException("the place of Weir's own classes cannot be told", e);
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JDK_JAVA_OPTIONS"); // what is meant for this process
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void feed() {
        try {
            OutputStream food = watcher.getOutputStream();
            food.write('.');
            food.flush();
        } catch (IOException e) {
            restart();
            return;
        }
        feeds = Math.min(feeds + 1, PROVEN_FEEDS);
        failures = feeds == PROVEN_FEEDS ? 0 : failures;
    }

    private void restart() {
        LOG.warn(
                "the watchdog process has ended with {}; starting another",
                watcher.isAlive() ? "a closed pipe" : watcher.exitValue());
        watcher.destroyForcibly();
        feeds = 0;
        failures = Math.min(failures + 1, MAX_FAILURES);
        try {
            watcher = start();
        } catch (IOException e) {
            LOG.error("the watchdog cannot be started: were this process to freeze, others would wait for a lease", e);
        }
    }

    /** Whether this process is watched, or will be in a moment. */
    public boolean isWatching() {
        return failures < MAX_FAILURES;
    }

    /** The other process. */
    ProcessHandle watcher() {
        return watcher.toHandle();
    }

    /** Ends the watch; to be called when no camera is held any more. */
    @Override
    public void close() {
        feeder.shutdownNow();
        watcher.destroy();
    }
}
