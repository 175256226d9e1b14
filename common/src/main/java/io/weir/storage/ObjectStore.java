package io.weir.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Immutable objects under keys such as {@code app/stream/2026-01-31/09/20260131T091500000Z_17_6000.ts}.
 *
 * <p>Futures complete on the store's own threads; callers hop to theirs. Nothing blocks. An object is seen whole or not
 * at all.
 */
public interface ObjectStore extends AutoCloseable {
    /** How a conditional put ended. */
    enum PutOutcome {
        /** The object is new. */
        CREATED,
        /** An object of the same bytes was there: done, by someone else or by an earlier try. */
        ALREADY_EQUAL,
        /** An object of other bytes is there, and stays. */
        CONFLICT
    }

    /**
     * An object that a listing found.
     *
     * @param key its key
     * @param bytes its size
     */
    record Entry(String key, long bytes) {}

    /**
     * Writes an object unless the key is taken.
     *
     * @param body borrowed until the future completes; position to limit
     */
    CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType);

    /** The object's bytes; fails with {@link ObjectNotFoundException} if there is none. */
    CompletableFuture<byte[]> get(String key);

    /**
     * Up to {@code limit} entries whose key starts with {@code prefix} and is greater than {@code startAfter}, in the
     * order of the keys' bytes.
     *
     * @param startAfter empty to begin at the first
     */
    CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit);

    /** Removes the objects; those that are not there count as removed. */
    CompletableFuture<Void> delete(List<String> keys);

    /** Completes when the store can be written and read now; fails with the reason if not. */
    CompletableFuture<Void> probe();

    @Override
    void close();
}
