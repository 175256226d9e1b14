package io.weir.segmenter;

import io.weir.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A store of which only puts are used. */
abstract class StoreOfPuts implements ObjectStore {
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
