package io.weir.ownership;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls listeners on a thread of its own, once for all changes that came while it was at it. */
final class ChangeListeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeListeners.class);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "weir-directory-changes");
        created.setDaemon(true);
        return created;
    });

    void add(Runnable listener) {
        listeners.add(listener);
    }

    /** Returns at once. */
    void tell() {
        if (waiting.compareAndSet(false, true)) {
            try {
                thread.execute(this::call);
            } catch (RejectedExecutionException e) {
                // closed: nobody wants to know
            }
        }
    }

    private void call() {
        waiting.set(false); // before the calls: a change from here on needs another
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener to the directory failed", e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
