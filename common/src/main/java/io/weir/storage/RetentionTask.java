package io.weir.storage;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps a store again and again, on a thread of its own. A sweep that fails is tried again at the next turn. */
public final class RetentionTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionTask.class);
    private static final int CLOSE_TIMEOUT_S = 5;

    private final Retention retention;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(IoThreads.named("weir-retention"));
    private boolean overLimit;
    private boolean failing;

    private RetentionTask(Retention retention) {
        this.retention = retention;
    }

    /** Sweeps now, and each time that pause after a sweep has ended. */
    public static RetentionTask start(Retention retention, Duration pause) {
        RetentionTask task = new RetentionTask(retention);
        var unused = task.scheduler.scheduleWithFixedDelay(task::sweep, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        return task;
    }

    private void sweep() {
        try {
            tell(retention.sweep());
            failing = false;
        } catch (RuntimeException | Error e) { // else the scheduler would not come again
            if (!failing && !scheduler.isShutdown()) {
                LOG.warn("media is not removed, and the store may fill up: {}", e.toString());
            }
            failing = true;
        }
    }

    private void tell(Retention.Result result) {
        if (result.deletedObjects() > 0) {
            LOG.info("removed {} old segments, {}", result.deletedObjects(), ByteSize.text(result.deletedBytes()));
        }
        boolean over = result.excessBytes() > 0;
        if (over && !overLimit) {
            LOG.warn(
                    "the store holds {} more than its limit, all of it in live windows: the limit is too small",
                    ByteSize.text(result.excessBytes()));
        }
        overLimit = over;
    }

    /** Stops; a sweep that is under way is interrupted. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            scheduler.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
