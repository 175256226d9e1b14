package io.weir.ingest.reap;

import io.weir.camera.CameraRegistry;
import io.weir.index.Accepted;
import io.weir.ingest.publication.Orphans;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for streams whose ingest node is gone, again and again, on a thread of its own. */
public final class ReaperTask implements AutoCloseable {
    /** How often the logs are looked at. */
    static final long LOOK_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReaperTask.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-reaper"));

    private ReaperTask() {}

    /**
     * Looks from now on.
     *
     * @param index every stream's latest record; null while it is not loaded
     * @param lease for how long a log stands still before its stream is taken
     */
    public static ReaperTask start(
            Orphans orphans,
            Directory directory,
            CameraRegistry registry,
            Supplier<@Nullable Map<StreamName, Accepted>> index,
            Duration lease,
            LongSupplier nanoTime) {
        ReaperTask task = new ReaperTask();
        Executor executor = task::execute;
        Reaper reaper = new Reaper(orphans, directory, registry, index, lease.toMillis(), executor, nanoTime);
        task.thread.scheduleWithFixedDelay(() -> look(reaper), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        return task;
    }

    private static void look(Reaper reaper) {
        try {
            reaper.look();
        } catch (RuntimeException | Error e) { // even an Error: the scheduler would not come again
            LOG.warn("streams whose node is gone could not be looked for; trying again", e);
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the reaper is closed");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
