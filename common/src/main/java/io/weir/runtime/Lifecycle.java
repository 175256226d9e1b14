package io.weir.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a process in order and stops them in the reverse order, in bounded time.
 *
 * <p>{@link #start} is called from one thread, as often as there are parts; {@link #close} from any thread, also while a
 * part is starting: then that part is stopped as soon as it has started.
 */
public final class Lifecycle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    /** What each part may still take when those after it have used up the rest. */
    private static final Duration LEAST_STOP = Duration.ofMillis(250);

    private record Part(String name, AutoCloseable resource) {}

    private final Duration stopWithin;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    /**
     * A life not yet begun.
     *
     * @param stopWithin the time in which {@link #close} gives up waiting for parts that hang
     */
    public Lifecycle(Duration stopWithin) {
        this.stopWithin = stopWithin;
    }

    /** What starts a part. */
    @FunctionalInterface
    public interface Starter<T extends AutoCloseable> extends Callable<T> {}

    /**
     * Starts a part, to be closed when its turn comes. If it cannot start, those before it stay up until
     * {@link #close}.
     *
     * @param name for the log, such as {@code the HTTP server}
     * @throws StartupException with the part's name, unless the starter itself threw one
     */
    public <T extends AutoCloseable> T start(String name, Starter<T> starter) {
        requireNotStopping(name);
        long sinceNs = System.nanoTime();
        T resource;
        try {
            resource = starter.call();
        } catch (StartupException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException(name + " was interrupted while it started", e);
        } catch (Exception e) {
            throw new StartupException(name + " could not start: " + e, e);
        }
        boolean late;
        synchronized (this) {
            late = stopping;
            if (!late) {
                parts.push(new Part(name, resource));
            }
        }
        if (late) {
            stop(new Part(name, resource), stopWithin);
            requireNotStopping(name);
        }
        LOG.debug("{} started in {} ms", name, (System.nanoTime() - sinceNs) / 1_000_000);
        return resource;
    }

    /** Stops all that was started, the last first, when the process is told to end (SIGTERM, Ctrl-C). */
    public void closeOnSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "weir-shutdown"));
    }

    /** Waits until {@link #close} has done its work. */
    public void awaitClose() throws InterruptedException {
        stopped.await();
    }

    /** Waits as long for it; returns whether it has come. */
    public boolean awaitClose(Duration atMost) throws InterruptedException {
        return stopped.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Stops all parts, the last started first; a part that fails or hangs is logged and left. Who comes second waits for
     * the first: a process that is told to end while it closes must not end before that is done.
     */
    @Override
    public void close() {
        Deque<Part> left;
        boolean second;
        synchronized (this) {
            second = stopping;
            left = new ArrayDeque<>(parts);
            parts.clear();
            stopping = true;
        }
        if (second) {
            awaitOther();
            return;
        }
        long deadlineNs = System.nanoTime() + stopWithin.toNanos();
        while (!left.isEmpty()) {
            Part part = left.pop();
            long reservedNs = LEAST_STOP.toNanos() * left.size();
            long mayTakeNs = deadlineNs - System.nanoTime() - reservedNs;
            stop(part, Duration.ofNanos(Math.max(mayTakeNs, LEAST_STOP.toNanos())));
        }
        stopped.countDown();
    }

    private void awaitOther() {
        try {
            // Each part may take a little beyond the whole time; a part that closes this has to come back at last.
            if (!stopped.await(stopWithin.toNanos() + LEAST_STOP.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the parts did not all stop within {} ms", stopWithin.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void requireNotStopping(String name) {
        if (stopping) {
            throw new StartupException(name + " does not start: Weir is stopping");
        }
    }

    private static void stop(Part part, Duration within) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread closer = new Thread(
                () -> {
                    try {
                        part.resource().close();
                    } catch (Exception e) {
                        LOG.warn("{} did not stop cleanly", part.name(), e);
                    } finally {
                        closed.countDown();
                    }
                },
                "weir-stop");
        closer.setDaemon(true); // a part that hangs must not keep the process
        closer.start();
        try {
            if (!closed.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} did not stop within {} ms and is left", part.name(), within.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
