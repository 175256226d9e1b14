package io.weir.simulation;

import io.weir.hls.MediaSegment;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.reader.IndexReader;
import io.weir.index.reader.MemoryIndex;
import io.weir.name.ObjectName;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The index: slow, away, or silent about what has landed; and compacted. An observer reads all that lands, as it lands. */
public final class SimulatedIndex {
    /** With some seeds Kafka compacts before the owner has written its latest again. */
    private static final long[] COMPACTION_LAGS_MS = {10_000, 1_000, 1};

    private final SimulatedTime time;
    private final Conditions conditions;
    private final Befallen befallen;
    private final SimulatedStore store;
    private final Random random;
    private final MemoryIndex memory = new MemoryIndex();
    private final Deque<Long> landedMs = new ArrayDeque<>();
    private final List<Accepted> chain = new ArrayList<>();
    private final MemoryIndex.Reader observer;
    private final long compactionLagMs;
    private int compactable;

    SimulatedIndex(SimulatedTime time, Conditions conditions, Befallen befallen, SimulatedStore store, Random random) {
        this.time = time;
        this.conditions = conditions;
        this.befallen = befallen;
        this.store = store;
        this.random = random;
        this.compactionLagMs = COMPACTION_LAGS_MS[random.nextInt(COMPACTION_LAGS_MS.length)];
        this.observer = memory.reader((stream, latest) -> {
            if (chain.isEmpty() || !latest().hash().equals(latest.hash())) {
                chain.add(latest);
            }
        });
        time.every(2_000, this::compact);
    }

    /** A node's reader, which has read all that there is. */
    public MemoryIndex.Reader reader(IndexReader.Listener listener) {
        return memory.reader(listener);
    }

    /** The records that count, by the observer. */
    List<Accepted> chain() {
        return chain;
    }

    /** Whether a record was compacted away soon enough that a segmenter may not have known of it. */
    boolean compactsEarly() {
        return compactionLagMs < COMPACTION_LAGS_MS[0];
    }

    /** The last record that counts, by the observer. */
    Accepted latest() {
        return chain.get(chain.size() - 1);
    }

    /**
     * Appends, as a node's producer does.
     *
     * @param atLeastMs from now, because it keeps the order of what it sends
     * @return when it has landed or is lost, ms from the beginning
     */
    public long append(StreamName stream, byte[] value, long atLeastMs, CompletableFuture<Void> done) {
        long landsMs = Math.max(atLeastMs, time.nowMs() + conditions.delayMs(150));
        int fate = conditions.fate();
        time.after(landsMs - time.nowMs(), () -> {
            if (fate < 6) {
                befallen.note("append failed");
            } else {
                land(stream, value);
            }
            if (fate >= 12) {
                done.complete(null);
                return;
            }
            if (fate >= 6) {
                befallen.note("append failed but landed");
            }
            done.completeExceptionally(new IOException("no acknowledgement"));
        });
        return landsMs;
    }

    private void land(StreamName stream, byte[] value) {
        memory.append(stream, value);
        landedMs.addLast(time.nowMs());
        requireObject(
                stream, memory.entries().get(memory.entries().size() - 1).read().record());
        observer.readAll();
    }

    /** Whoever reads the record may fetch the object. */
    private void requireObject(StreamName stream, IndexRecord record) {
        if (record.kind() != IndexRecord.Kind.SEGMENT) {
            return;
        }
        if (record.isUnstored(record.msn())) {
            befallen.note("announced before it is stored");
            return;
        }
        MediaSegment entry = record.window().get(record.window().size() - 1);
        Invariant.OBJECT_BEFORE_RECORD.require(isStored(stream, entry.name()), entry.name());
        Invariant.OBJECT_BEFORE_RECORD.require(entry.map() == null || isStored(stream, entry.map()), entry.map());
    }

    private boolean isStored(StreamName stream, @Nullable String fileName) {
        ObjectName name = fileName == null ? null : ObjectName.parse(fileName);
        return name != null && store.object(name.key(stream)) != null;
    }

    /** What landed and is still there, for whoever looks into a seed that fails. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (MemoryIndex.Entry entry : memory.entries()) {
            IndexRecord record = entry.read().record();
            text.append(' ').append(record.msn()).append(record.kind()).append(':');
            text.append(entry.read().hash(), 0, 4).append('<');
            text.append(
                    record.predecessor(), 0, Math.min(4, record.predecessor().length()));
        }
        return text.toString();
    }

    /** Kafka compacts only what has been there for a while. */
    private void compact() {
        while (!landedMs.isEmpty() && landedMs.getFirst() < time.nowMs() - compactionLagMs) {
            landedMs.removeFirst();
            compactable++;
        }
        if (compactable > 0 && random.nextInt(3) == 0) {
            befallen.note("index compacted");
            memory.compactBefore(compactable);
        }
    }
}
