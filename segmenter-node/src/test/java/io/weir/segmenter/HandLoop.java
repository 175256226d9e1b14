package io.weir.segmenter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A loop whose tasks run when the test says so, with a clock of its own. */
final class HandLoop implements StreamLoop {
    private record Delayed(long atMs, Runnable task) {}

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Delayed> delayed = new ArrayList<>();
    private final List<Long> seeks = new ArrayList<>();
    private long nowMs;
    private int damagedFrames;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void executeAfter(long delayMs, Runnable task) {
        delayed.add(new Delayed(nowMs + delayMs, task));
    }

    @Override
    public void damaged(int frames) {
        damagedFrames += frames;
    }

    /** All that were told. */
    int damagedFrames() {
        return damagedFrames;
    }

    @Override
    public void putEnded(@Nullable Throwable error) {}

    @Override
    public void appendEnded(@Nullable Throwable error) {}

    @Override
    public void seek(long offset) {
        seeks.add(offset);
    }

    /** Every offset that was sought, in order. */
    List<Long> seeks() {
        return seeks;
    }

    /** The offset to read from: the last one sought. */
    long sought() {
        return seeks.get(seeks.size() - 1);
    }

    /** Runs what is to be run now, and what comes of it. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass, and runs what has become due. */
    void pass(long ms) {
        run();
        nowMs += ms;
        List<Delayed> due =
                delayed.stream().filter(task -> task.atMs() <= nowMs).toList();
        delayed.removeAll(due);
        due.forEach(task -> task.task().run());
        run();
    }
}
