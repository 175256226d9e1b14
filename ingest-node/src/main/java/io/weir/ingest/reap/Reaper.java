package io.weir.ingest.reap;

import io.weir.camera.CameraRegistry;
import io.weir.index.Accepted;
import io.weir.ingest.publication.Orphans;
import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.NodeRole;
import io.weir.ownership.RendezvousAssigner;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds streams whose ingest node is gone, and has them taken, so that what was acknowledged of them is cut and they end as
 * others do; and has the topics of streams that are over removed, once retention has taken all that was in them. Each stream
 * falls to one ingest node by rendezvous hashing; two that look at the same one do no harm, for the second claim is void.
 *
 * <p>A stream is an orphan when no live node says that it publishes it, it is no camera's of the registry (those are taken by
 * who pulls them), it has not ended, and its log stood still for a whole lease: who writes a stream writes a record a second.
 *
 * <p>Confined to the executor.
 */
final class Reaper {
    /** So many are taken at once at most; the next looks take the others. */
    static final int MAX_TAKEN_AT_ONCE = 200;

    static final String CAUSE = "the ingest node is gone";
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

    /**
     * How a log was found.
     *
     * @param sinceMs when it was found so first, or a claim to it was tried last
     */
    private record Seen(LogRange range, long sinceMs) {}

    private final Orphans orphans;
    private final Directory directory;
    private final CameraRegistry registry;
    private final Supplier<@Nullable Map<StreamName, Accepted>> index;
    private final long leaseMs;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Map<StreamName, Seen> seen = new HashMap<>();

    /**
     * A reaper that has not looked yet.
     *
     * @param index every stream's latest record; null while it is not loaded
     * @param leaseMs for how long a log stands still before its stream is taken
     */
    Reaper(
            Orphans orphans,
            Directory directory,
            CameraRegistry registry,
            Supplier<@Nullable Map<StreamName, Accepted>> index,
            long leaseMs,
            Executor executor,
            LongSupplier nanoTime) {
        this.orphans = orphans;
        this.directory = directory;
        this.registry = registry;
        this.index = index;
        this.leaseMs = leaseMs;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** Looks at the logs of all streams that may be orphans of this node's. */
    void look() {
        if (index.get() == null || !registry.knowsAll()) {
            return;
        }
        Set<String> members = directory.members(NodeRole.INGEST);
        Set<StreamName> published = Set.copyOf(directory.streams().keySet());
        String self = directory.self();
        long askedMs = nowMs();
        orphans.logs(stream -> !published.contains(stream)
                        && registry.cameras().entry(stream) == null
                        && self.equals(RendezvousAssigner.owner(stream, members)))
                .whenCompleteAsync(
                        (ranges, error) -> {
                            if (ranges != null) {
                                looked(ranges, askedMs);
                            } else {
                                LOG.debug("the logs could not be looked at: {}", String.valueOf(error));
                            }
                        },
                        executor);
    }

    private void looked(Map<StreamName, LogRange> ranges, long askedMs) {
        Map<StreamName, Accepted> latest = index.get();
        if (latest == null) {
            return;
        }
        long nowMs = nowMs();
        seen.keySet().retainAll(ranges.keySet());
        int room = MAX_TAKEN_AT_ONCE;
        for (Map.Entry<StreamName, LogRange> log : ranges.entrySet()) {
            StreamName stream = log.getKey();
            LogRange range = log.getValue();
            Seen before = seen.get(stream);
            if (before == null || !before.range().equals(range)) {
                seen.put(stream, new Seen(range, nowMs));
            } else if (room > 0 && askedMs - before.sinceMs() >= leaseMs) {
                boolean needsAnEnd = needsAnEnd(range, latest.get(stream));
                if (needsAnEnd) {
                    take(stream, range.end(), askedMs - before.sinceMs());
                } else if (range.isEmpty()) {
                    remove(stream, range);
                }
                if (needsAnEnd || range.isEmpty()) {
                    room--;
                    seen.put(stream, new Seen(range, nowMs)); // where that cannot be done, not at each look again
                }
            }
        }
    }

    /** Not of a stream that the index says has ended and whose log holds nothing since, or of which nothing is known. */
    private static boolean needsAnEnd(LogRange log, @Nullable Accepted latest) {
        if (latest == null || !latest.record().topicId().equals(log.topicId())) {
            return !log.isEmpty();
        }
        return !latest.record().ended() || latest.record().checkpoint().mark().offset() < log.end();
    }

    private void take(StreamName stream, long end, long silentMs) {
        orphans.reap(stream, end, silentMs, CAUSE).whenComplete((taken, error) -> {
            if (error == null) {
                LOG.info("{}: {}; taken, to end if its publisher does not come back", stream, CAUSE);
            } else {
                LOG.debug("{}: not taken: {}", stream, error.toString());
            }
        });
    }

    private void remove(StreamName stream, LogRange range) {
        orphans.remove(stream, range).whenComplete((removed, error) -> {
            if (error == null) {
                LOG.info("{}: the stream is over and its log empty; its topic is removed", stream);
            } else {
                LOG.debug("{}: its topic is not removed: {}", stream, error.toString());
            }
        });
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }
}
