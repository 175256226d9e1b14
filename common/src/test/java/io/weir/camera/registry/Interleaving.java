package io.weir.camera.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs tasks on threads of which one alone runs at a time, and decides by its seed at each step which. */
final class Interleaving {
    private final Random random;
    private final List<Worker> workers = new ArrayList<>();
    private final Semaphore back = new Semaphore(0);
    private final Runnable afterStep;
    private @Nullable Worker running;

    Interleaving(Random random, Runnable afterStep) {
        this.random = random;
        this.afterStep = afterStep;
    }

    private final class Worker {
        private final Semaphore go = new Semaphore(0);
        private final Thread thread;
        private volatile boolean done;
        private volatile @Nullable Throwable failure;

        private Worker(Runnable task) {
            thread = new Thread(() -> {
                go.acquireUninterruptibly();
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    done = true;
                    back.release();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    void add(Runnable task) {
        workers.add(new Worker(task));
    }

    /** Lets others run; to be called by a task. */
    void step() {
        Worker me = running;
        if (me != null) {
            back.release();
            me.go.acquireUninterruptibly();
        }
    }

    /** Runs until all tasks are done. */
    void run() {
        List<Worker> live = new ArrayList<>(workers);
        while (!live.isEmpty()) {
            Worker next = live.get(random.nextInt(live.size()));
            running = next;
            next.go.release();
            back.acquireUninterruptibly();
            running = null;
            Throwable failure = next.failure;
            if (failure != null) {
                throw new IllegalStateException("a task failed", failure);
            }
            if (next.done) {
                live.remove(next);
            }
            afterStep.run();
        }
    }
}
