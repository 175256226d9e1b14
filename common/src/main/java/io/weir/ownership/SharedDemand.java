package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Demand that is shared with the other members. Members are told of a stream at most every two seconds, on a thread of its own, and
 * of no request earlier than it came; what is wanted on this node is known here at once, whether the others can be told or not.
 *
 * <p>Where no edge is a member, nobody could have said what is wanted; that counts as if the signs could not be read.
 */
public final class SharedDemand implements Demand, AutoCloseable {
    static final long PACE_MS = 2_000;
    private static final long TURN_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(SharedDemand.class);

    private final DemandMap map;
    private final String self;
    private final BooleanSupplier hasEdges;
    private final LongSupplier nanoTime;
    private final WantedStreams wanted = new WantedStreams();
    private final List<Consumer<StreamName>> listeners = new CopyOnWriteArrayList<>();

    /** When a stream was told last, ms; only of the last few seconds. */
    private final Map<StreamName, Long> told = new ConcurrentHashMap<>();

    /** What was wanted again since it was told. */
    private final Set<StreamName> wantedAgain = ConcurrentHashMap.newKeySet();

    private final Map<StreamName, String> toTell = new ConcurrentHashMap<>();
    private final Executor thread;
    private final Runnable onClose;
    private volatile boolean closed;

    // Of the thread.
    private boolean listening;
    private boolean failing;

    /**
     * Shares when {@link #turn} is called, once a second.
     *
     * @param thread one, where others may be waited for; turns are taken on it, too
     * @param onClose ends the thread
     */
    SharedDemand(
            DemandMap map,
            String self,
            BooleanSupplier hasEdges,
            LongSupplier nanoTime,
            Executor thread,
            Runnable onClose) {
        this.map = map;
        this.self = self;
        this.hasEdges = hasEdges;
        this.nanoTime = nanoTime;
        this.thread = thread;
        this.onClose = onClose;
    }

    /** Shares until closed; the directory stays the caller's, and is to outlive it. */
    public static SharedDemand start(HazelcastDirectory directory, LongSupplier nanoTime) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "weir-demand");
            created.setDaemon(true);
            return created;
        });
        SharedDemand demand = new SharedDemand(
                new HazelcastDemandMap(directory.demandMap()),
                directory.self(),
                () -> !directory.members(NodeRole.EDGE).isEmpty(),
                nanoTime,
                thread,
                thread::shutdownNow);
        var unused = thread.scheduleWithFixedDelay(demand::turnSafely, 0, TURN_MS, TimeUnit.MILLISECONDS);
        return demand;
    }

    @Override
    public void want(StreamName stream) {
        long nowMs = nowMs();
        Long last = told.get(stream);
        boolean due = last == null
                ? told.putIfAbsent(stream, nowMs) == null
                : nowMs - last >= PACE_MS && told.replace(stream, last, nowMs);
        if (due) {
            sign(stream);
        } else {
            wantedAgain.add(stream);
        }
    }

    private void sign(StreamName stream) {
        wantedAgain.remove(stream);
        String sign = self + " " + nanoTime.getAsLong(); // no other one is equal to it, of an earlier process neither
        if (toTell.put(stream, sign) == null) {
            tellSoon();
        }
        see(stream, sign);
    }

    @Override
    public long unwantedMs(StreamName stream) {
        return wanted.unwantedMs(stream);
    }

    @Override
    public void onWanted(Consumer<StreamName> listener) {
        listeners.add(listener);
    }

    private void see(StreamName stream, String sign) {
        boolean mattersHere = !listeners.isEmpty(); // where nobody asks, nothing is remembered
        if (mattersHere && wanted.see(stream, sign, nowMs())) {
            listeners.forEach(listener -> listener.accept(stream));
        }
    }

    private void tellSoon() {
        try {
            thread.execute(this::tell);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Tells the other members what is waiting to be told. */
    private void tell() {
        try {
            for (StreamName stream : Set.copyOf(toTell.keySet())) {
                String sign = toTell.remove(stream);
                if (sign != null) {
                    map.put(stream, sign);
                }
            }
        } catch (RuntimeException e) {
            failed(e);
            // Told later it would be old; whoever still wants it says so again, and then it is told at once.
            toTell.clear();
            wantedAgain.clear();
            told.clear();
        }
    }

    private void turnSafely() {
        try {
            turn();
            failing = false;
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Reads what the others want, if anybody here listens: events may be lost, and tell nothing of what was there before. */
    void turn() {
        long beganMs = nowMs();
        told.values().removeIf(ms -> beganMs - ms >= PACE_MS);
        for (StreamName stream : Set.copyOf(wantedAgain)) {
            if (told.putIfAbsent(stream, beganMs) == null) {
                sign(stream);
            }
        }
        if (listeners.isEmpty()) {
            return;
        }
        if (!listening) {
            map.listen(this::see);
            listening = true;
        }
        map.read().forEach(this::see);
        if (hasEdges.getAsBoolean()) {
            wanted.readUntil(beganMs);
        }
    }

    private void failed(RuntimeException e) {
        if (!failing && !closed) {
            LOG.warn(
                    "which cameras are wanted cannot be told or read, and is tried again; those that are pulled stay so: {}",
                    e.toString());
        }
        failing = true;
    }

    private long nowMs() {
        return nanoTime.getAsLong() / 1_000_000;
    }

    @Override
    public void close() {
        closed = true;
        onClose.run();
    }
}
