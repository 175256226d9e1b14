package io.weir.ingest.publish;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's loop as one publication sees it. The loop is shared by all publications, so what a task of one throws is
 * caught here and told to that one: the others' tasks and timers go on.
 */
final class PublicationLoop {
    private static final Logger LOG = LoggerFactory.getLogger(PublicationLoop.class);

    private final ScheduledExecutorService loop;
    private final Consumer<Throwable> faults;

    /**
     * A view of the loop.
     *
     * @param faults takes what tasks throw, on the loop's thread
     */
    PublicationLoop(ScheduledExecutorService loop, Consumer<Throwable> faults) {
        this.loop = loop;
        this.faults = faults;
    }

    /** Runs a task on the loop, after what was given to it before. */
    void execute(Runnable task) {
        loop.execute(() -> run(task));
    }

    /** Runs a task on the loop, later. */
    void schedule(Runnable task, long delayMs) {
        loop.schedule(() -> run(task), delayMs, TimeUnit.MILLISECONDS);
    }

    /** Goes on with what comes, or with what kept it from coming, on the loop. */
    <T> void then(CompletableFuture<T> coming, BiConsumer<? super T, ? super @Nullable Throwable> next) {
        coming.whenComplete((value, error) -> execute(() -> next.accept(value, error)));
    }

    /** Runs a task now; throws nothing. For those who are on the loop. */
    void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            tell(e);
        }
    }

    private void tell(Throwable fault) {
        try {
            faults.accept(fault);
        } catch (RuntimeException | Error e) {
            e.addSuppressed(fault);
            LOG.error("a publication could not be ended", e);
        }
    }
}
