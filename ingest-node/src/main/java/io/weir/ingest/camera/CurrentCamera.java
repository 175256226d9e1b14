package io.weir.ingest.camera;

import io.weir.camera.CameraEntry;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.RegistryUnavailableException;
import io.weir.name.StreamName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registry what a stream's camera is now. Whoever waits for the answer can be told to stop: a registry that hangs is
 * often why a node is to stop.
 */
final class CurrentCamera {
    static final long TIMEOUT_MS = 5_000;

    private final CameraRegistry registry;
    private final StreamName stream;
    private final PullClock clock;
    private final Sleeper sleeper;

    /** The thread that asks. */
    interface Sleeper {
        /** Sleeps for so long at most, ms, or until it is woken. */
        void sleep(long ms);

        void wake();
    }

    CurrentCamera(CameraRegistry registry, StreamName stream, PullClock clock, Sleeper sleeper) {
        this.registry = registry;
        this.stream = stream;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * What the registry says once it is sure, for a stream that is held here and not connected: so what it has given up is free,
     * and the registry is told.
     *
     * @param goesOn whether the answer is still wanted
     * @return null if it is not
     * @throws RegistryUnavailableException if there is no answer
     */
    @Nullable
    CameraEntry ask(BooleanSupplier goesOn) {
        CompletableFuture<CameraSnapshot> asked = registry.current();
        if (!await(asked, goesOn)) {
            return null;
        }
        CameraEntry entry = asked.join().entry(stream);
        if (entry != null
                && !entry.releasing().isEmpty()
                && !await(registry.released(stream, entry.releasing()), goesOn)) {
            return null;
        }
        return entry == null ? new CameraEntry(stream, null, 0, List.of(), 0) : entry;
    }

    private boolean await(CompletableFuture<?> asked, BooleanSupplier goesOn) {
        CompletableFuture<?> unused = asked.whenComplete((answer, error) -> sleeper.wake());
        long untilMs = clock.monotonicMs() + TIMEOUT_MS;
        while (!asked.isDone()) {
            long leftMs = untilMs - clock.monotonicMs();
            if (!goesOn.getAsBoolean()) {
                return false;
            }
            if (leftMs <= 0) {
                throw new RegistryUnavailableException("it does not answer");
            }
            sleeper.sleep(leftMs);
        }
        try {
            asked.join();
            return true;
        } catch (CompletionException e) {
            throw new RegistryUnavailableException(
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                    e);
        }
    }
}
