package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import io.weir.ownership.Cutters;
import io.weir.ownership.Directory;
import io.weir.ownership.StreamStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which streams this node cuts: of those that fall to it by rendezvous hashing over the live segmenters that can cut
 * them, those that are published, those that the index says have not ended or are not stored whole, those of which the index
 * holds a record last that does not count (it is what compaction would keep), and those whose log holds more than the index
 * knows. The last are found by looking at the logs: at the beginning, when segmenters come or go, and now and then.
 *
 * <p>A stream that it has taken it keeps until all of its log is cut and in the index, or it falls to another node: that a
 * stream has left the directory says nothing of what is still to be cut.
 *
 * <p>Confined to the executor.
 */
final class StreamAssigner {
    /** What cuts the streams; takes everything from any thread. */
    interface Cutting {
        void add(StreamName stream, String topicId);

        void remove(StreamName stream);

        /** Lets the stream go, and says so by {@link #finished}, if it needs nothing more of a log that ends there. */
        void removeIfFinished(StreamName stream, LogRange log);
    }

    /** How often all logs are looked at. */
    static final long LOOK_INTERVAL_NANOS = 60_000_000_000L;

    /** How often they are while streams that have left the directory are still being cut. */
    static final long FINISH_INTERVAL_NANOS = 5_000_000_000L;

    /** So many streams one look takes at most that nobody publishes; the next looks take the others. */
    static final int MAX_TAKEN_AT_ONCE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(StreamAssigner.class);

    private final Directory directory;
    private final Supplier<@Nullable Map<StreamName, Accepted>> index;
    private final Predicate<StreamName> refusedLast;
    private final StreamLogs logs;
    private final Cutting cutting;
    private final Executor executor;
    private final LongSupplier nanoTime;

    /** Those that this node is to cut until they are finished. */
    private final Set<StreamName> unfinished = new HashSet<>();

    /** Those of them that are being cut, or are about to be. */
    private final Set<StreamName> owned = new HashSet<>();

    /** What the logs held that were found to need nothing more. */
    private final Map<StreamName, LogRange> finished = new HashMap<>();

    private final LeftStreams left = new LeftStreams();
    private volatile int leftStreams;
    private Cutters segmenters = Cutters.NONE;
    private boolean looking;
    private @Nullable Long lookedNanos;
    private boolean failing;

    /**
     * An assigner that waits for its first turn.
     *
     * @param index every stream's latest record; null while it is not loaded
     * @param refusedLast whether the last record that the index holds of a stream does not count
     */
    StreamAssigner(
            Directory directory,
            Supplier<@Nullable Map<StreamName, Accepted>> index,
            Predicate<StreamName> refusedLast,
            StreamLogs logs,
            Cutting cutting,
            Executor executor,
            LongSupplier nanoTime) {
        this.directory = directory;
        this.index = index;
        this.refusedLast = refusedLast;
        this.logs = logs;
        this.cutting = cutting;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** Takes and lets go what is to be; again and again, and whenever the directory has changed. Throws nothing. */
    void assign() {
        try {
            Map<StreamName, Accepted> latest = index.get();
            if (latest != null) {
                takeBack(latest);
                directory.offerCuts(left.names()); // not before: others would let go of streams that nobody cuts yet
                assign(latest);
            }
            failing = false;
        } catch (RuntimeException | Error e) { // even an Error: the scheduler would not come again
            if (!failing) {
                LOG.warn("segmenter: streams could not be assigned; trying again", e);
            }
            failing = true;
        }
    }

    /** Streams that everybody leaves, and those that are over. */
    private void takeBack(Map<StreamName, Accepted> latest) {
        Map<StreamName, StreamStatus> published = directory.streams();
        left.takeBack(
                stream -> segmenters.owner(stream) == null
                        || (!published.containsKey(stream)
                                && latest.containsKey(stream)
                                && !isUnfinished(stream, latest.get(stream))),
                nanoTime.getAsLong());
        leftStreams = left.names().size();
    }

    private void assign(Map<StreamName, Accepted> latest) {
        Cutters cutters = directory.cutters();
        if (!cutters.equals(segmenters)) {
            segmenters = cutters;
            lookedNanos = null;
        }
        Set<StreamName> current = current(latest);
        unfinished.addAll(current);
        unfinished.removeIf(stream -> !isMine(stream));
        for (StreamName stream : Set.copyOf(owned)) {
            if (!unfinished.contains(stream)) {
                owned.remove(stream);
                cutting.remove(stream);
            }
        }
        for (StreamName stream : Set.copyOf(unfinished)) {
            if (owned.add(stream)) {
                take(stream);
            }
        }
        boolean finishing = !current.containsAll(owned);
        long interval = finishing ? FINISH_INTERVAL_NANOS : LOOK_INTERVAL_NANOS;
        if (!looking && (lookedNanos == null || nanoTime.getAsLong() - lookedNanos >= interval)) {
            look(current);
        }
    }

    /** The streams of this node that are published, or have not ended. */
    private Set<StreamName> current(Map<StreamName, Accepted> latest) {
        Set<StreamName> current = new HashSet<>(directory.streams().keySet());
        latest.forEach((stream, accepted) -> {
            if (isUnfinished(stream, accepted)) {
                current.add(stream);
            }
        });
        current.removeIf(stream -> !isMine(stream));
        return current;
    }

    private boolean isUnfinished(StreamName stream, @Nullable Accepted latest) {
        if (latest == null) {
            return false;
        }
        IndexRecord record = latest.record();
        return !record.ended() || mayLackObjects(stream, record) || refusedLast.test(stream);
    }

    /**
     * Whether the store may lack what the index names. Of a stream that has ended no later record says that it has all, for that
     * would take a number; so who takes it sees to it once.
     */
    private boolean mayLackObjects(StreamName stream, IndexRecord record) {
        return record.unstored() != null && !finished.containsKey(stream);
    }

    private boolean isMine(StreamName stream) {
        return directory.self().equals(segmenters.owner(stream));
    }

    private void take(StreamName stream) {
        logs.topicId(stream)
                .whenCompleteAsync(
                        (topicId, error) -> {
                            if (topicId != null && owned.contains(stream)) {
                                cutting.add(stream, topicId);
                            } else if (topicId == null) {
                                owned.remove(stream); // looked for again at the next turn
                                if (error == null) {
                                    unfinished.remove(stream); // unless it is published: there is no log
                                }
                            }
                        },
                        executor);
    }

    /** Asks what the logs hold of this node's streams that nobody publishes. */
    private void look(Set<StreamName> current) {
        Set<StreamName> known = Set.copyOf(current);
        Cutters cutters = segmenters;
        String self = directory.self();
        looking = true;
        lookedNanos = nanoTime.getAsLong();
        // What has left the directory by now has its end in the log already, and what is asked from now on tells it.
        logs.ranges(stream -> !known.contains(stream) && self.equals(cutters.owner(stream)))
                .whenCompleteAsync(
                        (ranges, error) -> {
                            looking = false;
                            if (ranges != null) {
                                looked(ranges, known);
                            } else {
                                LOG.debug("segmenter: the logs could not be looked at: {}", Retry.reason(error));
                            }
                        },
                        executor);
    }

    private void looked(Map<StreamName, LogRange> ranges, Set<StreamName> known) {
        Map<StreamName, Accepted> latest = index.get();
        if (latest == null) {
            lookedNanos = null;
            return;
        }
        finished.keySet().retainAll(ranges.keySet());
        Set<StreamName> gone = new HashSet<>(owned);
        gone.removeAll(ranges.keySet());
        gone.removeAll(known);
        gone.removeAll(current(latest));
        gone.forEach(this::dropWithoutTopic);
        int room = MAX_TAKEN_AT_ONCE;
        for (Map.Entry<StreamName, LogRange> log : ranges.entrySet()) {
            StreamName stream = log.getKey();
            LogRange range = log.getValue();
            if (owned.contains(stream)) {
                cutting.removeIfFinished(stream, range);
            } else if (room > 0 && holdsMore(range, latest.get(stream)) && !range.equals(finished.get(stream))) {
                room--;
                unfinished.add(stream); // taken at the next turn, if it still falls to this node
            }
        }
    }

    /** Its topic was removed; if it only cannot be told now what that holds, a later look takes the stream again. */
    private void dropWithoutTopic(StreamName stream) {
        owned.remove(stream);
        unfinished.remove(stream);
        cutting.remove(stream);
    }

    private static boolean holdsMore(LogRange log, @Nullable Accepted latest) {
        long read = log.begin();
        if (latest != null && latest.record().topicId().equals(log.topicId())) {
            read = Math.max(read, latest.record().checkpoint().mark().offset());
        }
        return log.end() > read;
    }

    /** A stream was let go, and is to be taken anew. */
    void letGo(StreamName stream) {
        owned.remove(stream);
    }

    /** A stream was let go that this node cannot cut: it falls to another one from now on. */
    void left(StreamName stream) {
        owned.remove(stream);
        left.add(stream, nanoTime.getAsLong()); // said at the next turn, with others
    }

    /** How many streams are left to others; from any thread. */
    int leftStreams() {
        return leftStreams;
    }

    /** A stream was let go that needs nothing more of a log that ends there. */
    void finished(StreamName stream, LogRange log) {
        owned.remove(stream);
        unfinished.remove(stream);
        finished.put(stream, log);
    }
}
