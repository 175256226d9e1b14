package io.weir.edge;

import io.weir.storage.ObjectNotFoundException;
import io.weir.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Objects in memory, whose gets can be held back, made to fail, and counted. */
final class FakeStore implements ObjectStore {
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final AtomicInteger gets = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> heldBack = new ConcurrentLinkedQueue<>();
    private volatile boolean holding;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable RuntimeException thrown;

    void add(String key, byte[] bytes) {
        objects.put(key, bytes);
    }

    /** Gets wait until {@link #letGo}. */
    void holdBack() {
        holding = true;
    }

    void letGo() {
        holding = false;
        for (Runnable get = heldBack.poll(); get != null; get = heldBack.poll()) {
            get.run();
        }
    }

    void failWith(@Nullable RuntimeException reason) {
        failure = reason;
    }

    /** Gets throw instead of failing. */
    void throwOnGet(RuntimeException reason) {
        thrown = reason;
    }

    int gets() {
        return gets.get();
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        gets.incrementAndGet();
        RuntimeException refusal = thrown;
        if (refusal != null) {
            throw refusal;
        }
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Runnable get = () -> {
            byte[] bytes = objects.get(key);
            RuntimeException reason = failure;
            if (reason != null) {
                result.completeExceptionally(reason);
            } else if (bytes == null) {
                result.completeExceptionally(new ObjectNotFoundException(key));
            } else {
                result.complete(bytes);
            }
        };
        if (holding) {
            heldBack.add(get);
        } else {
            get.run();
        }
        return result;
    }

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> delete(List<String> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        throw new UnsupportedOperationException("an edge does not list");
    }

    @Override
    public CompletableFuture<Void> probe() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
