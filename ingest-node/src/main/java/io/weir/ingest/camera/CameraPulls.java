package io.weir.ingest.camera;

import io.weir.camera.CameraEntry;
import io.weir.camera.CameraProbe;
import io.weir.camera.CameraRegistry;
import io.weir.camera.CameraSnapshot;
import io.weir.ingest.publication.Pulls;
import io.weir.ingest.pull.AacConversion;
import io.weir.ingest.pull.AddressPolicy;
import io.weir.ingest.pull.PullSession;
import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import io.weir.ownership.Directory;
import io.weir.ownership.RendezvousAssigner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cameras this node is to pull: those of the registry whose streams fall to it among the live nodes that say they can
 * pull. That is a wish; who holds a camera is decided in the stream's log.
 *
 * <p>A camera that falls to another node is let go of gently: when the nodes have been the same for a while, and a few a
 * second.
 */
public final class CameraPulls implements AutoCloseable {
    private static final long LOOK_MS = 500;

    /** Nodes that came or went within this time may be gone or back in a moment. */
    private static final long SETTLED_AFTER_MS = 10_000;

    private static final int MOVES_AT_ONCE = 1;
    private static final long STOP_WITHIN_MS = 8_000;
    private static final Logger LOG = LoggerFactory.getLogger(CameraPulls.class);

    private record Pulling(CameraPull pull, Thread thread) {}

    private final CameraRegistry registry;
    private final Directory directory;
    private final Pulls pulls;
    private final Demand demand;
    private final long idleMs;
    private final AddressPolicy addresses;
    private final PullAbility ability;
    private final PullClock clock;
    private final Connector connector;
    private final SplittableRandom random = new SplittableRandom();
    private final Map<StreamName, Pulling> pulling = new HashMap<>();
    private final ScheduledExecutorService assigner =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-camera-assigner"));
    private Set<String> nodes = Set.of();
    private long nodesSinceMs;

    CameraPulls(
            CameraRegistry registry,
            Directory directory,
            Pulls pulls,
            Demand demand,
            Duration idle,
            Connector connector,
            AddressPolicy addresses,
            PullAbility ability,
            PullClock clock) {
        this.registry = registry;
        this.directory = directory;
        this.pulls = pulls;
        this.demand = demand;
        idleMs = idle.toMillis();
        this.connector = connector;
        this.addresses = addresses;
        this.ability = ability;
        this.clock = clock;
    }

    /**
     * Pulls what falls to this node, until closed.
     *
     * @param demand which streams are watched
     * @param outage why Kafka cannot be reached from here; empty if it can
     */
    public static CameraPulls start(
            CameraRegistry registry,
            Directory directory,
            Pulls pulls,
            Demand demand,
            PullSettings settings,
            Supplier<Optional<String>> outage,
            LongSupplier nanoTime,
            LongSupplier wallClockMs) {
        CameraPulls started = new CameraPulls(
                registry,
                directory,
                pulls,
                demand,
                settings.idle(),
                (request, held, goesOn, sink) ->
                        new PullSession(request, new AacConversion(), held, goesOn, nanoTime).run(sink),
                settings.addresses(),
                PullAbility.of(registry, outage, settings.watchdogSilence()),
                new PullClock(nanoTime, wallClockMs));
        registry.onChange(snapshot -> started.soon(started::assign));
        directory.onChange(() -> started.soon(started::assign));
        demand.onWanted(stream -> started.soon(() -> started.wake(stream)));
        started.assigner.scheduleWithFixedDelay(started::assign, 0, LOOK_MS, TimeUnit.MILLISECONDS);
        return started;
    }

    /** How it stands with each camera that falls to this node, by stream. */
    public synchronized Map<StreamName, PullStatus> status() {
        Map<StreamName, PullStatus> all = new TreeMap<>();
        pulling.forEach((stream, one) -> all.put(stream, one.pull().status()));
        return all;
    }

    /** Whether this node can pull; if not, others have its cameras. */
    public boolean canPull() {
        return ability.isThere();
    }

    /** Connects as pulls do, for those who ask what a camera sends. */
    public CameraProbe probe() {
        return new PullProbe(connector, registry, addresses, ability::watchFault, clock::monotonicMs);
    }

    private void soon(Runnable task) {
        try {
            assigner.execute(task);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private synchronized void wake(StreamName stream) {
        Pulling one = pulling.get(stream);
        if (one != null) {
            one.pull().wake();
        }
    }

    /** Looks at what there is, and begins or ends pulls accordingly. */
    void assign() {
        try {
            assign(ability.look());
        } catch (RuntimeException | Error e) {
            LOG.error("cameras could not be assigned; trying again", e);
        }
    }

    private synchronized void assign(boolean able) {
        if (assigner.isShutdown()) {
            return; // it has been offered no more, and what is pulled has been told to stop
        }
        directory.offerPulls(able);
        if (registry.isLoaded()) {
            assign(registry.cameras(), able);
        }
    }

    private void assign(CameraSnapshot cameras, boolean able) {
        Set<String> pullers = directory.pullers();
        if (!pullers.equals(nodes)) {
            nodes = pullers;
            nodesSinceMs = clock.monotonicMs();
        }
        boolean settled = clock.monotonicMs() - nodesSinceMs >= SETTLED_AFTER_MS;
        pulling.values().removeIf(one -> !one.thread().isAlive());
        int moves = settled ? MOVES_AT_ONCE : 0;
        for (StreamName stream : Set.copyOf(pulling.keySet())) {
            CameraPull pull = get(stream).pull();
            CameraEntry entry = cameras.entry(stream);
            pull.onEntry(entry);
            if (entry == null) {
                pull.stop();
            } else if (isOthers(stream) && moves > 0) {
                moves--;
                pull.stop();
            }
        }
        for (CameraEntry entry : cameras.entries()) {
            if (able && isOwn(entry.stream()) && !pulling.containsKey(entry.stream())) {
                begin(entry.stream());
            }
        }
    }

    private Pulling get(StreamName stream) {
        return Objects.requireNonNull(pulling.get(stream));
    }

    private boolean isOwn(StreamName stream) {
        return directory.self().equals(RendezvousAssigner.owner(stream, nodes));
    }

    /** Not if nobody can pull it: then whoever holds it goes on. */
    private boolean isOthers(StreamName stream) {
        String owner = RendezvousAssigner.owner(stream, nodes);
        return owner != null && !owner.equals(directory.self());
    }

    private void begin(StreamName stream) {
        CameraPull pull = new CameraPull(
                stream,
                registry,
                pulls,
                connector,
                addresses,
                clock,
                new Backoff(random.split()),
                new CameraSleep(() -> demand.unwantedMs(stream) < idleMs));
        Thread thread = new Thread(pull, "weir-pull-" + stream);
        thread.setDaemon(true);
        pulling.put(stream, new Pulling(pull, thread));
        thread.start();
    }

    /** Closes all connections, and lets the cameras go; waits for that. */
    @Override
    public void close() {
        assigner.shutdownNow();
        Map<StreamName, Pulling> all;
        synchronized (this) {
            directory.offerPulls(false); // others wait for these cameras from now on
            all = Map.copyOf(pulling);
        }
        all.values().forEach(one -> one.pull().stop());
        long deadlineMs = clock.monotonicMs() + STOP_WITHIN_MS;
        for (Map.Entry<StreamName, Pulling> one : all.entrySet()) {
            try {
                one.getValue().thread().join(Math.max(1, deadlineMs - clock.monotonicMs()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (one.getValue().thread().isAlive()) {
                LOG.warn("{}: its camera could not be closed in time", one.getKey());
            }
        }
        ability.close();
    }
}
