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
    /** The largest object: a minute at 35 Mbit/s. */
    int MAX_OBJECT_BYTES = 256 << 20;
    /** The most entries that one listing gives. */
    int MAX_PAGE = 1000;

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
     * Writes an object unless the key is taken. Of any number of writers, on any number of nodes, one gets CREATED.
     *
     * @param body borrowed until the future completes; position to limit; at most {@link #MAX_OBJECT_BYTES}
     */
    CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType);

    /** The object's bytes; fails with {@link ObjectNotFoundException} if there is none. */
    CompletableFuture<byte[]> get(String key);

    /**
     * Up to {@code limit} entries whose key starts with {@code prefix} and is greater than {@code startAfter}, in the
     * order of the keys' bytes.
     *
     * @param startAfter empty to begin at the first
     * @param limit 1 to {@link #MAX_PAGE}; fewer entries than that mean that there are no more
     */
    CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit);

    /**
     * Up to {@code limit} folders right below a folder, such as {@code app/stream/2026-01-31/} below {@code app/stream/},
     * after {@code startAfter} and in the order of their bytes. One may be empty: a directory may have an empty folder
     * for a moment.
     *
     * @param folder empty for the top, else ends in {@code /}
     * @param startAfter a folder that this method gave, or empty to begin at the first
     * @param limit 1 to {@link #MAX_PAGE}; fewer folders than that mean that there are no more
     */
    CompletableFuture<List<String>> folders(String folder, String startAfter, int limit);

    /** Removes the objects; those that are not there count as removed. */
    CompletableFuture<Void> delete(List<String> keys);

    /** Completes when the store can be written and read now; fails with the reason if not. */
    CompletableFuture<Void> probe();

    @Override
    void close();
}
