package io.weir.segmenter;

import io.weir.storage.MemoryObjectStore;
import io.weir.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A store whose puts end when the test says so, and how. */
final class HeldStore extends StoreOfPuts {
    /**
     * A put that waits for its end.
     *
     * @param key the object's key
     * @param body borrowed until it is done
     */
    record Put(String key, ByteBuffer body, CompletableFuture<PutOutcome> done) {}

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final List<Put> held = new ArrayList<>();

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        Put put = new Put(key, body, new CompletableFuture<>());
        held.add(put);
        return put.done();
    }

    /** The puts that wait. */
    List<Put> held() {
        return List.copyOf(held);
    }

    /** Takes the oldest put that waits away, to be ended by the caller. */
    Put take() {
        return held.remove(0);
    }

    /** Lets the oldest put that waits do its work. */
    void land() {
        land(take());
    }

    /** Lets a put do its work. */
    void land(Put put) {
        put.done().complete(putNow(put.key(), put.body()));
    }

    /** The oldest put that waits fails, and has done nothing. */
    void fail() {
        take().done().completeExceptionally(new StorageException("the store is away"));
    }

    /** Stores an object that nobody here has made. */
    void plant(String key, byte[] bytes) {
        putNow(key, ByteBuffer.wrap(bytes));
    }

    /** The keys that are taken. */
    List<String> keys() {
        return memory.list("", "", MAX_PAGE).join().stream().map(Entry::key).toList();
    }

    /** Does the work of a put. */
    PutOutcome putNow(String key, ByteBuffer body) {
        return memory.putIfAbsent(key, body, "video/mp2t").join();
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        return memory.get(key);
    }
}
