package io.weir.segmenter;

import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;

/** Appends records to the index. */
interface IndexWriter {
    /** Completes when the record is acknowledged by all replicas in sync; whether it counts, the readers tell. */
    CompletableFuture<Void> append(StreamName stream, byte[] value);
}
