package io.weir.edge;

import java.util.concurrent.CompletableFuture;

/** Where an edge gets what it serves. */
@FunctionalInterface
public interface ObjectSource {
    /** The object's bytes, as {@link io.weir.storage.ObjectStore#get} gives them. */
    CompletableFuture<byte[]> get(String key);
}
