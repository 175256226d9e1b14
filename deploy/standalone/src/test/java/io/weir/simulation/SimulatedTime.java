package io.weir.simulation;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** The time of one seed, in which all happens one after the other on one thread. */
public final class SimulatedTime {
    private record Timed(long atMs, long order, Runnable task) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            return atMs == other.atMs ? Long.compare(order, other.order) : Long.compare(atMs, other.atMs);
        }
    }

    private final PriorityQueue<Timed> events = new PriorityQueue<>();
    private final Random random;
    private long nowMs;
    private long order;

    SimulatedTime(Random random) {
        this.random = random;
    }

    /** Milliseconds since it began. */
    public long nowMs() {
        return nowMs;
    }

    /** Runs a task later, behind those that are due at the same time already. */
    public void after(long ms, Runnable task) {
        events.add(new Timed(nowMs + ms, order++, task));
    }

    /** Runs a task again and again, at such distances on average. */
    public void every(int ms, Runnable task) {
        after(1 + random.nextInt(2 * ms), () -> {
            task.run();
            every(ms, task);
        });
    }

    /** Lets so much time pass. */
    void pass(long ms) {
        boolean unused = pass(ms, () -> false);
    }

    /** Lets time pass until something is so; false if it is not so after so much time. */
    boolean pass(long atMostMs, BooleanSupplier done) {
        long untilMs = nowMs + atMostMs;
        while (!done.getAsBoolean()) {
            Timed next = events.peek();
            if (next == null || next.atMs() > untilMs) {
                nowMs = untilMs;
                return done.getAsBoolean();
            }
            nowMs = events.remove().atMs();
            next.task().run();
        }
        return true;
    }
}
