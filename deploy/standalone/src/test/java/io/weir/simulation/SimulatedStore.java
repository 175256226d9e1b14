package io.weir.simulation;

import io.weir.storage.MemoryObjectStore;
import io.weir.storage.ObjectStore;
import io.weir.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A store that is slow, away, or does its work and says that it did not; and in which others put objects. */
public final class SimulatedStore implements ObjectStore {
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final SimulatedTime time;
    private final Conditions conditions;
    private final Befallen befallen;
    private final Set<String> planted = new HashSet<>();
    private long awayUntilMs;

    SimulatedStore(SimulatedTime time, Conditions conditions, Befallen befallen) {
        this.time = time;
        this.conditions = conditions;
        this.befallen = befallen;
    }

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        CompletableFuture<PutOutcome> done = new CompletableFuture<>();
        int fate = conditions.fate();
        time.after(conditions.delayMs(300), () -> {
            // A name that tells its bytes has no others, or nobody could go on.
            boolean tellsItsBytes = key.contains("_x") || key.contains("/init_");
            if (fate < 2 && !tellsItsBytes && object(key) == null) {
                befallen.note("object planted");
                memory.putIfAbsent(key, ByteBuffer.wrap(new byte[] {1}), contentType)
                        .join();
                planted.add(key);
            }
            if ((fate >= 2 && fate < 10) || time.nowMs() < awayUntilMs) {
                befallen.note("put failed");
                done.completeExceptionally(new StorageException("away"));
                return;
            }
            PutOutcome outcome = memory.putIfAbsent(key, body, contentType).join();
            befallen.note("put " + outcome);
            time.after(conditions.delayMs(50), () -> {
                if (fate < 95) {
                    done.complete(outcome);
                } else {
                    befallen.note("put failed but landed");
                    done.completeExceptionally(new StorageException("no answer"));
                }
            });
        });
        return done;
    }

    /** It takes nothing until then, unless all is healed before. */
    void goAway(long untilMs) {
        befallen.note("store away");
        awayUntilMs = untilMs;
    }

    /** It takes what it is given. */
    void comeBack() {
        awayUntilMs = 0;
    }

    /** The object's bytes, or null if there is none. */
    byte @Nullable [] object(String key) {
        try {
            return memory.get(key).join();
        } catch (CompletionException e) {
            return null;
        }
    }

    /** The keys of what the segmenters have put. */
    Set<String> keys() {
        Set<String> keys = new HashSet<>();
        for (List<Entry> page = memory.list("", "", MAX_PAGE).join(); !page.isEmpty(); ) {
            page.forEach(entry -> keys.add(entry.key()));
            page = memory.list("", page.get(page.size() - 1).key(), MAX_PAGE).join();
        }
        keys.removeAll(planted);
        return keys;
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> delete(List<String> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> probe() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
