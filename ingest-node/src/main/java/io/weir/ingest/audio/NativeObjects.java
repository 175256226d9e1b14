package io.weir.ingest.audio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Native objects that live and go together, the last made first: nothing of FFmpeg's waits for the garbage collector. */
final class NativeObjects implements AutoCloseable {
    private static final AtomicLong LIVE = new AtomicLong();

    private final Deque<Runnable> frees = new ArrayDeque<>();

    /**
     * Takes what FFmpeg has allocated.
     *
     * @throws IllegalStateException if it has not, for want of memory
     */
    <P extends Pointer> P own(@Nullable P object, Consumer<P> free) {
        if (object == null || object.isNull()) {
            throw new IllegalStateException("FFmpeg has no memory left");
        }
        frees.push(() -> free.accept(object));
        LIVE.incrementAndGet();
        return object;
    }

    /** All that are owned by anybody in this process. */
    static long live() {
        return LIVE.get();
    }

    @Override
    public void close() {
        while (!frees.isEmpty()) {
            LIVE.decrementAndGet();
            frees.pop().run();
        }
    }
}
