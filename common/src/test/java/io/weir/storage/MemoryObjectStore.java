package io.weir.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** A store in memory, for tests of what uses one. Futures are complete when they are returned. */
public final class MemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    @Override
    public CompletableFuture<PutOutcome> putIfAbsent(String key, ByteBuffer body, String contentType) {
        return run(() -> {
            ObjectKeys.checkKey(key);
            ObjectKeys.checkSize(key, body.remaining());
            byte[] bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            byte[] there = objects.putIfAbsent(key, bytes);
            if (there == null) {
                return PutOutcome.CREATED;
            }
            return Arrays.equals(there, bytes) ? PutOutcome.ALREADY_EQUAL : PutOutcome.CONFLICT;
        });
    }

    @Override
    public CompletableFuture<byte[]> get(String key) {
        return run(() -> {
            ObjectKeys.checkKey(key);
            byte[] bytes = objects.get(key);
            if (bytes == null) {
                throw new ObjectNotFoundException(key);
            }
            return bytes.clone();
        });
    }

    @Override
    public CompletableFuture<List<Entry>> list(String prefix, String startAfter, int limit) {
        return run(() -> {
            ObjectKeys.checkPrefix(prefix);
            ObjectKeys.checkPage(startAfter, limit);
            return objects.tailMap(startAfter, false).entrySet().stream()
                    .filter(object -> object.getKey().startsWith(prefix))
                    .limit(limit)
                    .map(object -> new Entry(object.getKey(), object.getValue().length))
                    .toList();
        });
    }

    @Override
    public CompletableFuture<List<String>> folders(String folder, String startAfter, int limit) {
        return run(() -> {
            ObjectKeys.checkFolder(folder);
            ObjectKeys.checkPage(startAfter, limit);
            return objects.keySet().stream()
                    .filter(key -> key.startsWith(folder) && key.indexOf('/', folder.length()) > 0)
                    .map(key -> key.substring(0, key.indexOf('/', folder.length()) + 1))
                    .distinct()
                    .filter(found -> found.compareTo(startAfter) > 0)
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public CompletableFuture<Void> delete(List<String> keys) {
        return run(() -> {
            keys.forEach(ObjectKeys::checkKey);
            keys.forEach(objects::remove);
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> probe() {
        return run(() -> null);
    }

    @Override
    public void close() {
        closed = true;
    }

    private <T> CompletableFuture<T> run(Supplier<T> work) {
        if (closed) {
            return CompletableFuture.failedFuture(new StorageException("the store is closed"));
        }
        try {
            return CompletableFuture.completedFuture(work.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
