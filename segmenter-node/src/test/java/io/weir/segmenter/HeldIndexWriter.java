package io.weir.segmenter;

import io.weir.index.reader.MemoryIndex;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Appends that reach an index in memory when the test says so, if they do. */
final class HeldIndexWriter implements IndexWriter {
    /**
     * An append that waits for its end.
     *
     * @param value the record's bytes
     */
    record Append(StreamName stream, byte[] value, CompletableFuture<Void> done) {}

    private final MemoryIndex index;
    private final List<Append> held = new ArrayList<>();

    HeldIndexWriter(MemoryIndex index) {
        this.index = index;
    }

    @Override
    public CompletableFuture<Void> append(StreamName stream, byte[] value) {
        Append append = new Append(stream, value, new CompletableFuture<>());
        held.add(append);
        return append.done();
    }

    /** The appends that wait. */
    List<Append> held() {
        return List.copyOf(held);
    }

    /** Takes the oldest append that waits away, to be ended by the caller. */
    Append take() {
        return held.remove(0);
    }

    /** The oldest append that waits lands, and is acknowledged. */
    void land() {
        Append append = take();
        index.append(append.stream(), append.value());
        append.done().complete(null);
    }

    /** The oldest append that waits fails; it has landed all the same, or not. */
    void fail(boolean landed) {
        Append append = take();
        if (landed) {
            index.append(append.stream(), append.value());
        }
        append.done().completeExceptionally(new IOException("no acknowledgement"));
    }
}
