package io.weir.segmenter;

import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What a loop's thread has to do besides reading: at once, in the order it came, or later. */
final class LoopTasks {
    private record Delayed(long atNanos, Runnable task) {}

    private final LongSupplier nanoTime;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    // Of the loop's thread.
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));

    LoopTasks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Adds a task; from any thread. */
    void add(Runnable task) {
        tasks.add(task);
    }

    /** Adds a task that waits; from any thread. */
    void addAfter(long delayMs, Runnable task) {
        long at = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delayMs);
        add(() -> delayed.add(new Delayed(at, task)));
    }

    /** Gives what is to be run to {@code runner}, and waits for more until {@code untilNanos}. */
    void runUntil(long untilNanos, Consumer<Runnable> runner) throws InterruptedException {
        while (true) {
            long now = nanoTime.getAsLong();
            Delayed due = delayed.peek();
            if (due != null && due.atNanos() - now <= 0) {
                delayed.remove();
                runner.accept(due.task());
                continue;
            }
            long waitNanos = due == null ? untilNanos - now : Math.min(due.atNanos() - now, untilNanos - now);
            Runnable task = waitNanos > 0 ? tasks.poll(waitNanos, TimeUnit.NANOSECONDS) : tasks.poll();
            if (task != null) {
                runner.accept(task);
            } else if (untilNanos - nanoTime.getAsLong() <= 0) {
                return;
            }
        }
    }
}
