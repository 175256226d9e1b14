package io.weir.ingest.publish;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A work in steps, each of which waits for something. Only the step that was begun last goes on: what comes of an earlier one
 * comes late, and means nothing.
 *
 * <p>Confined to the loop's thread.
 */
final class Steps {
    private final PublicationLoop loop;
    private int begun;

    Steps(PublicationLoop loop) {
        this.loop = loop;
    }

    /** Begins a step. What it gives says whether that is still the last one. */
    BooleanSupplier begin() {
        int step = ++begun;
        return () -> step == begun;
    }

    /** Nothing that is on its way means anything any more. */
    void cancel() {
        begun++;
    }

    /** How many were begun. */
    int count() {
        return begun;
    }

    /** Begins a step that goes on with what comes. */
    <T> void then(CompletableFuture<T> coming, Consumer<T> next, Consumer<Throwable> failed) {
        then(begin(), coming, next, failed);
    }

    /** Goes on with what comes for a step that was begun. */
    <T> void then(BooleanSupplier step, CompletableFuture<T> coming, Consumer<T> next, Consumer<Throwable> failed) {
        loop.then(coming, (value, error) -> {
            if (step.getAsBoolean()) {
                if (error == null) {
                    next.accept(value);
                } else {
                    failed.accept(error);
                }
            }
        });
    }

    /** Begins a step that goes on when some time has passed. */
    void after(long ms, Runnable next) {
        BooleanSupplier step = begin();
        loop.schedule(
                () -> {
                    if (step.getAsBoolean()) {
                        next.run();
                    }
                },
                ms);
    }
}
