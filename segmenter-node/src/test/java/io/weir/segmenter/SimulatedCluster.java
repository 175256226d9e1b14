package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.Unstored;
import io.weir.index.reader.IndexReader;
import io.weir.index.reader.MemoryIndex;
import io.weir.kafka.LogRange;
import io.weir.log.LogRecord;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.storage.ObjectStore.PutOutcome;
import io.weir.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that all believe they own one stream, on one log, store and index, in a time of its own. What takes how long, what
 * fails, who is frozen and who is killed is drawn from a seed.
 */
final class SimulatedCluster {
    /** What befell, so that a simulation that does nothing is seen. */
    enum Event {
        KILLED,
        KILLED_WITH_PUT_ON_ITS_WAY,
        KILLED_WITH_APPEND_ON_ITS_WAY,
        FROZEN,
        PUT_FAILED,
        PUT_FAILED_BUT_LANDED,
        CONFLICT,
        STORE_AWAY,
        UNSTORED,
        REMADE,
        APPEND_FAILED,
        APPEND_FAILED_BUT_LANDED,
        OTHER_WON,
        RESENT,
        REFUSED,
        COMPACTED
    }

    static final StreamName STREAM = new StreamName("live", "cam");
    private static final String TOPIC = "topic";

    /** With some seeds Kafka compacts before the owner has written its latest again. */
    private static final long[] COMPACTION_LAGS_MS = {10_000, 1_000, 1};

    private record Timed(long atMs, long order, Runnable task) {}

    private final Random random;
    private final List<LogRecord> log;
    private final PriorityQueue<Timed> events = new PriorityQueue<>(
            (a, b) -> a.atMs() == b.atMs() ? Long.compare(a.order(), b.order()) : Long.compare(a.atMs(), b.atMs()));
    private final HeldStore store = new HeldStore();
    private final MemoryIndex index = new MemoryIndex();
    private final Deque<Long> landedMs = new ArrayDeque<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<IndexRecord> chain = new ArrayList<>();
    private final MemoryIndex.Reader observer;
    private final Map<Event, Integer> counts = new EnumMap<>(Event.class);
    private final long compactionLagMs;
    private int compactable;
    private int written = 1;
    private long nowMs;
    private long order;
    private long storeAwayUntilMs;

    SimulatedCluster(long seed, List<LogRecord> log, int nodeCount) {
        this.random = new Random(seed);
        this.log = log;
        this.compactionLagMs = COMPACTION_LAGS_MS[(int) (seed % COMPACTION_LAGS_MS.length)];
        this.observer = index.reader((stream, latest) -> {
            if (chain.isEmpty() || !chain.get(chain.size() - 1).equals(latest.record())) {
                chain.add(latest.record());
                if (latest.record().unstored() != null) {
                    count(Event.UNSTORED);
                }
            }
        });
        for (int i = 0; i < nodeCount; i++) {
            Node node = new Node();
            nodes.add(node);
            node.startAfter(random.nextInt(5_000));
        }
        every(400, this::write);
        every(3_000, this::misfortune);
        every(2_000, this::compact);
        every(20_000, this::storeGoesAway);
    }

    /** The records that count, by an observer that misses none. */
    List<IndexRecord> chain() {
        return chain;
    }

    /** The latest record of the observer, which has read all. */
    @Nullable
    Accepted observed() {
        return observer.latest(STREAM);
    }

    HeldStore store() {
        return store;
    }

    Map<Event, Integer> counts() {
        return counts;
    }

    /**
     * Runs until so many entries are in the chain and the store has them all; false if it does not come to it in so much of its
     * own time.
     */
    boolean runUntil(int entries, long atMostMs) {
        while (!isStored(entries) && nowMs < atMostMs) {
            Timed next = events.remove();
            nowMs = next.atMs();
            next.task().run();
        }
        return isStored(entries);
    }

    private boolean isStored(int entries) {
        if (chain.size() < entries) {
            return false;
        }
        Unstored unstored = chain.get(chain.size() - 1).unstored();
        if (unstored == null) {
            return true;
        }
        Set<Long> stored = store.keys().stream()
                .map(key -> SegmentName.parse(key.substring(key.lastIndexOf('/') + 1)))
                .filter(Objects::nonNull)
                .filter(name -> store.get(name.key(STREAM)).join().length > 1) // not what was planted
                .map(SegmentName::msn)
                .collect(Collectors.toSet());
        return chain.stream()
                .filter(record -> record.kind() == IndexRecord.Kind.SEGMENT)
                .allMatch(record -> stored.contains(record.msn()));
    }

    /** What a node that begins now takes for the latest record. */
    @Nullable
    Accepted coldLatest() {
        return index.reader((stream, latest) -> {}).latest(STREAM);
    }

    /** Where it stands, for whoever looks into a seed that fails. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("chain to " + chain.size() + ", latest of a new reader: ");
        Accepted cold = coldLatest();
        text.append(cold == null ? "none" : cold.record().msn())
                .append(", observer: ")
                .append(latest(observer));
        for (Node node : nodes) {
            text.append("; node: ").append(node.life == null ? "dead" : latest(node.life.reader));
        }
        for (MemoryIndex.Entry entry : index.entries()) {
            try {
                IndexRecord record = IndexRecord.decode(entry.value());
                text.append(" ")
                        .append(record.msn())
                        .append(record.kind().name().charAt(0));
                text.append(Accepted.hash(entry.value()), 0, 4)
                        .append("<")
                        .append(
                                record.predecessor(),
                                0,
                                Math.min(4, record.predecessor().length()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    private static String latest(MemoryIndex.Reader reader) {
        Accepted latest = reader.latest(STREAM);
        return latest == null
                ? "none"
                : latest.record().msn() + ":" + latest.hash().substring(0, 4);
    }

    private void after(long ms, Runnable task) {
        events.add(new Timed(nowMs + ms, order++, task));
    }

    private void every(int ms, Runnable task) {
        after(1 + random.nextInt(2 * ms), () -> {
            task.run();
            every(ms, task);
        });
    }

    private void count(Event event) {
        counts.merge(event, 1, Integer::sum);
    }

    private long delayMs(int usualMs) {
        return random.nextInt(25) == 0 ? random.nextInt(8_000) : 1 + random.nextInt(usualMs);
    }

    private void write() {
        written = Math.min(log.size(), written + random.nextInt(12));
    }

    private void storeGoesAway() {
        storeAwayUntilMs = nowMs + random.nextInt(20_000);
        count(Event.STORE_AWAY);
    }

    private void misfortune() {
        Node node = nodes.get(random.nextInt(nodes.size()));
        if (random.nextInt(3) > 0) {
            node.frozenUntilMs = nowMs + random.nextInt(6_000);
            count(Event.FROZEN);
        } else {
            node.kill();
        }
    }

    /** Kafka compacts only what has been there for a while. */
    private void compact() {
        while (!landedMs.isEmpty() && landedMs.getFirst() < nowMs - compactionLagMs) {
            landedMs.removeFirst();
            compactable++;
        }
        if (compactable > 0 && random.nextInt(3) == 0) {
            index.compactBefore(compactable);
            count(Event.COMPACTED);
        }
    }

    private CompletableFuture<PutOutcome> put(String key, ByteBuffer body) {
        CompletableFuture<PutOutcome> done = new CompletableFuture<>();
        int fate = random.nextInt(100);
        after(delayMs(400), () -> {
            // A name that tells its bytes has no others, or nobody could go on.
            boolean tellsItsBytes = key.contains("_x") || key.contains("/init_");
            if (fate < 2 && !tellsItsBytes && !store.keys().contains(key)) {
                store.plant(key, new byte[] {1});
            }
            if ((fate >= 2 && fate < 10) || nowMs < storeAwayUntilMs) {
                count(Event.PUT_FAILED);
                done.completeExceptionally(new StorageException("away"));
                return;
            }
            PutOutcome outcome = store.putNow(key, body);
            if (outcome == PutOutcome.CONFLICT) {
                count(Event.CONFLICT);
            }
            after(delayMs(50), () -> {
                if (fate < 95) {
                    done.complete(outcome);
                } else {
                    count(Event.PUT_FAILED_BUT_LANDED);
                    done.completeExceptionally(new StorageException("no answer"));
                }
            });
        });
        return done;
    }

    private CompletableFuture<Cut> remake(StreamName stream, String topicId, CutState checkpoint) {
        CompletableFuture<Cut> made = new CompletableFuture<>();
        boolean fails = random.nextInt(20) == 0;
        after(delayMs(100), () -> {
            if (fails) {
                made.completeExceptionally(new IllegalStateException("the log cannot be read"));
                return;
            }
            count(Event.REMADE);
            MemoryRemaker remaker = new MemoryRemaker(log.subList(0, written));
            var unused = remaker.next(stream, topicId, checkpoint).whenComplete((cut, error) -> {
                if (error == null) {
                    made.complete(cut);
                } else {
                    made.completeExceptionally(error);
                }
            });
        });
        return made;
    }

    private void land(byte[] value) {
        index.append(STREAM, value);
        landedMs.addLast(nowMs);
        observer.readAll();
    }

    /** A node, from one start to the next kill and so on. */
    private final class Node {
        private @Nullable Life life;
        private long frozenUntilMs;

        void startAfter(long ms) {
            after(ms, () -> life = new Life(this));
        }

        void kill() {
            if (life != null) {
                life.die();
                life = null;
                startAfter(random.nextInt(4_000));
            }
        }
    }

    /** One process. */
    private final class Life implements IndexReader.Listener, StreamLoop, IndexWriter {
        private final Node node;
        private final MemoryIndex.Reader reader;
        private final OwnedStream stream;
        private boolean dead;
        private boolean begun;
        private int puts;
        private int appends;
        private long position;
        private long lastAppendMs;

        Life(Node node) {
            this.node = node;
            this.reader = index.reader(this);
            LogRange range = new LogRange(TOPIC, 0, log.size());
            this.stream = new OwnedStream(
                    STREAM,
                    range,
                    reader.latest(STREAM),
                    new Puts(),
                    this,
                    SimulatedCluster.this::remake,
                    this,
                    new PutSlots());
            stream.start(reader.isRefusedLast(STREAM));
            begun = true;
            again(150, this::poll);
            again(100, reader::readOne);
        }

        void die() {
            dead = true;
            count(Event.KILLED);
            if (puts > 0) {
                count(Event.KILLED_WITH_PUT_ON_ITS_WAY);
            }
            if (appends > 0) {
                count(Event.KILLED_WITH_APPEND_ON_ITS_WAY);
            }
        }

        private void again(int ms, Runnable task) {
            executeAfter(1 + random.nextInt(2 * ms), () -> {
                task.run();
                again(ms, task);
            });
        }

        private void poll() {
            for (int left = random.nextInt(40); left > 0 && stream.isReady() && position < written; left--) {
                stream.accept(log.get((int) position++));
            }
        }

        @Override
        public void execute(Runnable task) {
            executeAfter(0, task);
        }

        @Override
        public void executeAfter(long delayMs, Runnable task) {
            after(delayMs, () -> {
                if (dead) {
                    return;
                }
                if (node.frozenUntilMs > nowMs) {
                    executeAfter(node.frozenUntilMs - nowMs, task);
                } else {
                    task.run();
                }
            });
        }

        @Override
        public void damaged(int frames) {}

        @Override
        public void putEnded(@Nullable Throwable error) {}

        @Override
        public void appendEnded(@Nullable Throwable error) {}

        @Override
        public void seek(long offset) {
            position = offset;
            if (begun) {
                count(Event.OTHER_WON);
            }
        }

        @Override
        public void accepted(StreamName name, Accepted latest) {
            if (begun) {
                stream.onAccepted(latest);
            }
        }

        @Override
        public void refused(StreamName name) {
            if (begun) {
                count(Event.REFUSED);
                stream.onRefused();
            }
        }

        @Override
        public CompletableFuture<Void> append(StreamName name, byte[] value) {
            Accepted latest = reader.latest(STREAM);
            if (latest != null && latest.hash().equals(Accepted.hash(value))) {
                count(Event.RESENT);
            }
            appends++;
            CompletableFuture<Void> done = new CompletableFuture<>();
            // A producer keeps the order of what it sends.
            lastAppendMs = Math.max(lastAppendMs + 1, nowMs + delayMs(200));
            int fate = random.nextInt(100);
            after(lastAppendMs - nowMs, () -> {
                appends--;
                if (fate < 6) {
                    count(Event.APPEND_FAILED);
                } else {
                    land(value);
                }
                if (fate < 12) {
                    counts.merge(Event.APPEND_FAILED_BUT_LANDED, fate < 6 ? 0 : 1, Integer::sum);
                    done.completeExceptionally(new IOException("no acknowledgement"));
                } else {
                    done.complete(null);
                }
            });
            return done;
        }

        private final class Puts extends StoreOfPuts {
            @Override
            public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
                puts++;
                return put(key, body).whenComplete((outcome, error) -> puts--);
            }
        }
    }
}
