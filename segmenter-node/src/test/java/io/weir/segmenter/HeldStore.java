package io.weir.segmenter;

import io.weir.storage.MemoryObjectStore;
import io.weir.storage.ObjectStore;
import io.weir.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A store whose puts end when the test says so, and how. */
final class HeldStore implements ObjectStore {
    /**
     * A put that waits for its end.
     *
     * @param key the object's key
     */
    record Put(String key, ByteBuffer body, String contentType, CompletableFuture<PutOutcome> done) {}

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final List<Put> held = new ArrayList<>();

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        Put put = new Put(key, body, contentType, new CompletableFuture<>());
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
        put.done()
                .complete(memory.putIfAbsent(put.key(), put.body(), put.contentType())
                        .join());
    }

    /** The oldest put that waits fails, and has done nothing. */
    void fail() {
        take().done().completeExceptionally(new StorageException("the store is away"));
    }

    /** Stores an object that nobody here has made. */
    void plant(String key, byte[] bytes) {
        memory.putIfAbsent(key, ByteBuffer.wrap(bytes), "video/mp2t").join();
    }

    /** The keys that are taken. */
    List<String> keys() {
        return list("", "", MAX_PAGE).join().stream().map(Entry::key).toList();
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        return memory.get(key);
    }

    @Override
    public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
        return memory.list(prefix, startAfter, limit);
    }

    @Override
    public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        return memory.folders(folder, startAfter, limit);
    }

    @Override
    public CompletableFuture<Void> delete(List<String> keys) {
        return memory.delete(keys);
    }

    @Override
    public CompletableFuture<Void> probe() {
        return memory.probe();
    }

    @Override
    public void close() {
        memory.close();
    }
}
