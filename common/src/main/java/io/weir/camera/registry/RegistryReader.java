package io.weir.camera.registry;

import io.weir.camera.CameraFold;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.registry.CameraLog.AwayException;
import io.weir.camera.registry.CameraLog.LogException;
import io.weir.camera.registry.CameraLog.LostException;
import io.weir.camera.registry.CameraLog.Reading;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of the cameras to its end and on, and keeps what it says in memory. One thread reads; every query returns at
 * once. Until a reading that began anew has come to the end, what was known before stands.
 */
final class RegistryReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryReader.class);
    private static final long RETRY_MS = 500;
    private static final long CLOSE_MS = 2_000;

    /** A reading from the beginning that takes longer begins again: it might miss that a camera was deleted. */
    private static final long MAX_COLD_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final CameraLog log;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private final List<Consumer<CameraSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final Object changed = new Object();
    private volatile CameraSnapshot snapshot = CameraSnapshot.EMPTY;
    private volatile boolean loaded;

    /** Whether the snapshot is of the reading that goes on; else its position may be another topic's. */
    private volatile boolean current;

    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean failing;

    RegistryReader(CameraLog log, String threadName, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    CameraSnapshot snapshot() {
        return snapshot;
    }

    boolean isLoaded() {
        return loaded;
    }

    boolean isCurrent() {
        return current;
    }

    boolean isAlive() {
        return thread.getState() != Thread.State.TERMINATED;
    }

    void listen(Consumer<CameraSnapshot> listener) {
        synchronized (changed) { // so that no snapshot comes between
            listeners.add(listener);
            if (loaded) {
                listener.accept(snapshot);
            }
        }
    }

    /**
     * Waits until all before the offset has been read.
     *
     * @throws LogException if it takes longer
     */
    CameraSnapshot await(long end, long atMostMs) throws LogException {
        long deadline = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(atMostMs);
        synchronized (changed) {
            while (!current || snapshot.position() < end) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - nanoTime.getAsLong());
                if (leftMs <= 0 || isClosed()) {
                    throw new AwayException("the cameras' topic could not be read to its end", null);
                }
                try {
                    changed.wait(leftMs);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new LogException("interrupted", e);
                }
            }
            return snapshot;
        }
    }

    private void run() {
        while (!isClosed()) {
            try (Reading reading = log.read()) {
                follow(reading);
            } catch (LostException e) {
                LOG.warn("cameras: {}; all is read anew", e.getMessage());
            } catch (RuntimeException | Error e) {
                failed(e);
            } finally {
                current = false;
            }
            if (isClosedWithin(RETRY_MS)) {
                return;
            }
        }
    }

    private void follow(Reading reading) throws LostException {
        CameraFold fold = new CameraFold();
        long sinceNanos = nanoTime.getAsLong();
        long knownEnd = -1;
        while (!isClosed()) {
            fold.pass(reading.poll((offset, key, value, follow) -> take(fold, offset, key, value, follow)));
            if (fold.isCold() && fold.position() >= knownEnd) {
                OptionalLong end = askEnd();
                knownEnd = end.orElse(knownEnd);
                end.ifPresent(fold::endColdAt);
            }
            if (fold.isCold() && nanoTime.getAsLong() - sinceNanos > MAX_COLD_NANOS) {
                throw new LostException("it could not be read to its end for long");
            }
            if (!fold.isCold() && (!current || fold.position() != snapshot.position())) {
                publish(fold.snapshot());
            }
        }
    }

    private OptionalLong askEnd() {
        try {
            long end = log.end();
            failing = false;
            return OptionalLong.of(end);
        } catch (LogException e) {
            failed(e);
            return OptionalLong.empty();
        }
    }

    private static void take(
            CameraFold fold, long offset, byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] follow)
            throws LostException {
        switch (fold.take(offset, key, value, follow)) {
            case TAKEN -> {}
            case UNREADABLE -> LOG.warn("cameras: record {} is none that this version can read", offset);
            case HOLE -> throw new LostException("record " + offset + " does not follow what was read");
        }
    }

    private void publish(CameraSnapshot next) {
        synchronized (changed) {
            boolean tell = !loaded || !next.saysTheSameAs(snapshot);
            snapshot = next;
            loaded = true;
            current = true;
            changed.notifyAll();
            if (tell) {
                listeners.forEach(listener -> tell(listener, next));
            }
        }
    }

    private static void tell(Consumer<CameraSnapshot> listener, CameraSnapshot next) {
        try {
            listener.accept(next);
        } catch (RuntimeException e) {
            LOG.error("cameras: one who is told of changes failed", e);
        }
    }

    /** One line for one failure, however often it is tried again. */
    private void failed(Throwable e) {
        if (!failing && !isClosed()) {
            failing = true;
            LOG.warn("cameras: the topic cannot be read, and is tried again: {}", String.valueOf(e.getMessage()));
            LOG.debug("cameras: the topic cannot be read", e);
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private boolean isClosedWithin(long ms) {
        try {
            return closing.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Stops reading; waits for it, 2 s at most. */
    @Override
    public void close() {
        closing.countDown();
        synchronized (changed) {
            changed.notifyAll();
        }
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
