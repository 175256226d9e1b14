package io.weir.ingest.camera;

import io.weir.camera.CameraRegistry;
import io.weir.ingest.audio.Ffmpeg;
import io.weir.ingest.guard.Watchdog;
import io.weir.ingest.pull.PullSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node can pull cameras. A node that cannot must not be given any, for others would leave them to it. It tells why
 * not, once a change. Safe for any thread.
 */
final class PullAbility implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PullAbility.class);

    private static final String LOADING = "FFmpeg is still being loaded";

    private final CameraRegistry registry;
    private final Supplier<Optional<String>> outage;
    private final Supplier<@Nullable String> libraryFault;
    private final WatchStarter starter;
    private @Nullable Watch watch;
    private @Nullable String obstacle;

    /** Whether it has been said that this node cannot pull, and not yet that it can again. */
    private boolean told;

    private boolean closed;
    private volatile boolean there;

    /** What kills this process if it freezes. */
    interface Watch extends AutoCloseable {
        boolean isWatching();

        @Override
        void close();
    }

    /** Begins to watch this process. */
    @FunctionalInterface
    interface WatchStarter {
        Watch start() throws IOException;
    }

    /** @param outage why Kafka cannot be reached from here, so that no camera can be held; empty if it can */
    PullAbility(
            CameraRegistry registry,
            Supplier<Optional<String>> outage,
            Supplier<@Nullable String> libraryFault,
            WatchStarter starter) {
        this.registry = registry;
        this.outage = outage;
        this.libraryFault = libraryFault;
        this.starter = starter;
    }

    /** That of a node with FFmpeg and a watchdog of its own. */
    static PullAbility of(CameraRegistry registry, Supplier<Optional<String>> outage, Duration watchdogSilence) {
        return new PullAbility(
                registry,
                outage,
                () -> Ffmpeg.isLoading() ? LOADING : PullSession.fault(),
                () -> new WatchdogWatch(Watchdog.start(watchdogSilence)));
    }

    /** What {@link #look} found last. */
    boolean isThere() {
        return there;
    }

    /**
     * Looks whether anything is in the way.
     *
     * @return whether this node can pull
     */
    synchronized boolean look() {
        if (closed) {
            return false;
        }
        String now = find();
        if (now != null && !now.equals(obstacle) && !isStarting(now)) {
            LOG.warn("this node pulls no cameras: {}", now);
            told = true;
        } else if (now == null && told) {
            LOG.info("this node pulls cameras again");
            told = false;
        }
        obstacle = now;
        there = now == null;
        return there;
    }

    /** What is so at each start is no news. */
    private boolean isStarting(String found) {
        return !registry.isLoaded() || found.equals(LOADING);
    }

    private @Nullable String find() {
        if (!registry.knowsAll()) {
            return registry.problem().orElse("not all cameras are known here");
        }
        String fault = libraryFault.get();
        if (fault != null) {
            return fault;
        }
        Optional<String> away = outage.get();
        if (away.isPresent()) {
            return away.get();
        }
        // A process more is worth it only where there is a camera.
        return registry.cameras().entries().isEmpty() ? null : watchFault();
    }

    /**
     * Sees to it that this process is watched: who else could close its connections if it froze?
     *
     * @return why it is not; null if it is
     */
    synchronized @Nullable String watchFault() {
        if (closed) {
            return "this node is stopping";
        }
        try {
            if (watch == null) {
                watch = starter.start();
            }
            return watch.isWatching() ? null : "the watchdog process ends again and again";
        } catch (IOException e) {
            return "the watchdog process cannot be started: " + e.getMessage();
        }
    }

    /** To be called when no camera is held any more. */
    @Override
    public synchronized void close() {
        closed = true;
        there = false;
        if (watch != null) {
            watch.close();
        }
    }

    private record WatchdogWatch(Watchdog watchdog) implements Watch {
        @Override
        public boolean isWatching() {
            return watchdog.isWatching();
        }

        @Override
        public void close() {
            watchdog.close();
        }
    }
}
