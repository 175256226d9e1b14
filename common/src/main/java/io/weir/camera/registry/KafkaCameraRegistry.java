package io.weir.camera.registry;

import io.weir.camera.CameraChanges;
import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.ChangeRules;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.Reservation;
import io.weir.camera.SourceTest;
import io.weir.config.Secret;
import io.weir.kafka.KafkaSettings;
import io.weir.name.StreamName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The registry, kept in a compacted topic. One thread reads, another writes. */
public final class KafkaCameraRegistry implements CameraRegistry {
    private static final long CATCH_UP_MS = 5_000;
    private static final long MAX_PAUSE_MS = 400;

    /** So many changes wait at most. */
    private static final int MAX_WAITING = 256;

    private static final long CLOSE_MS = 2_000;

    private final SealedCameraLog log;
    private final RegistryReader reader;
    private final RegistryWriter writer;
    private final CurrentReads reads;
    private final ThreadPoolExecutor writing;
    private final TestSightings sightings;
    private volatile boolean knewAll;

    private KafkaCameraRegistry(SealedCameraLog log, String clientId, LongSupplier nanoTime) {
        this.log = log;
        reader = new RegistryReader(log, clientId, nanoTime);
        sightings = new TestSightings(nanoTime);
        reader.listen(sightings::see);
        writer = new RegistryWriter(log, end -> reader.await(end, CATCH_UP_MS), KafkaCameraRegistry::pause);
        reads = new CurrentReads(() -> reader.await(log.end(), CATCH_UP_MS), clientId + "-current");
        writing = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread thread = new Thread(task, clientId + "-writer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to read. The topic is there already, or comes.
     *
     * @param key what the topic's records are sealed with, {@code camera.key}; without it no camera can be registered
     * @param clockMs the wall clock
     */
    public static KafkaCameraRegistry start(
            KafkaSettings settings,
            Optional<Secret> key,
            String clientId,
            LongSupplier clockMs,
            LongSupplier nanoTime) {
        SealedCameraLog log = new SealedCameraLog(
                new KafkaCameraLog(settings, clientId, clockMs),
                key.map(RecordSeal::of).orElse(null));
        KafkaCameraRegistry registry = new KafkaCameraRegistry(log, clientId, nanoTime);
        registry.reader.start();
        return registry;
    }

    private static void pause(int attempt) {
        long ms = ThreadLocalRandom.current().nextLong(Math.min(MAX_PAUSE_MS, 25L << attempt));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    @Override
    public CameraSnapshot cameras() {
        return reader.snapshot();
    }

    @Override
    public boolean isLoaded() {
        return reader.isLoaded();
    }

    @Override
    public boolean knowsAll() {
        boolean opened = log.problem().isEmpty();
        if (reader.isCurrent()) { // while all is read anew the log has not found yet what it cannot open
            knewAll = opened;
        }
        return knewAll && reader.isAlive();
    }

    @Override
    public Optional<String> problem() {
        if (!reader.isAlive()) {
            return Optional.of("the cameras are no longer read: the thread has ended");
        }
        if (!reader.isLoaded()) {
            return Optional.of("the cameras are still being read");
        }
        Optional<String> closed = log.problem();
        if (closed.isPresent()) {
            return closed;
        }
        return reader.isCurrent() ? Optional.empty() : Optional.of("the cameras' topic cannot be read");
    }

    @Override
    public void onChange(Consumer<CameraSnapshot> listener) {
        reader.listen(listener);
    }

    @Override
    public CompletableFuture<CameraSnapshot> current() {
        return reads.ask();
    }

    @Override
    public CompletableFuture<List<CameraRefusal>> change(CameraChanges changes) {
        return write(before -> ChangeRules.change(before, changes, sightings::isOver));
    }

    @Override
    public CompletableFuture<Void> released(StreamName stream, List<Reservation> given) {
        List<Reservation> ended = List.copyOf(given);
        return write(before -> ChangeRules.released(before, stream, ended)).thenApply(refusals -> null);
    }

    @Override
    public CompletableFuture<Boolean> beginTest(SourceTest test) {
        return write(before -> ChangeRules.beginTest(before, test, sightings::isOver))
                .thenApply(refusals -> cameras().tests().contains(test));
    }

    @Override
    public CompletableFuture<Void> endTest(SourceTest test) {
        return write(before -> ChangeRules.endTest(before, test)).thenApply(refusals -> null);
    }

    private CompletableFuture<List<CameraRefusal>> write(Function<CameraSnapshot, ChangeRules.Outcome> rules) {
        try {
            return CompletableFuture.supplyAsync(() -> writer.write(rules), writing);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new RegistryUnavailableException(
                    writing.isShutdown() ? "this node is stopping" : "too many changes of cameras wait already", e));
        }
    }

    @Override
    public void close() {
        writing.shutdownNow();
        try {
            if (!writing.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS)) {
                writing.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.close();
        reads.close();
        reader.close();
        log.close();
    }
}
