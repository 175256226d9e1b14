package io.weir.camera;

import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The registry in memory, by the real rules; each change is done when it returns. */
public final class MemoryCameraRegistry implements CameraRegistry {
    private final CameraFold fold = new CameraFold();
    private final List<Consumer<CameraSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final List<ChangeRules.Write> written = new ArrayList<>();
    private volatile boolean loaded = true;
    private volatile boolean opened = true;
    private volatile @Nullable String away;
    private volatile boolean readsHang;
    private volatile boolean writesHang;
    private final AtomicInteger waiting = new AtomicInteger();

    public MemoryCameraRegistry() {
        fold.endColdAt(0);
    }

    /** Whether its log has been read to the end. */
    public void loaded(boolean isLoaded) {
        loaded = isLoaded;
    }

    /** Whether this node has the key that its cameras are sealed with. */
    public void opened(boolean isOpened) {
        opened = isOpened;
    }

    /** Makes writes fail with that reason, or succeed again. */
    public void away(@Nullable String reason) {
        away = reason;
    }

    /** Makes {@link #current} never answer. */
    public void hangReads() {
        readsHang = true;
    }

    /** Makes writes never answer. */
    public void hangWrites() {
        writesHang = true;
    }

    /** How many wait for an answer that does not come. */
    public int waiting() {
        return waiting.get();
    }

    private <T> CompletableFuture<T> noAnswer() {
        waiting.incrementAndGet();
        return new CompletableFuture<>();
    }

    /** How many records have been written. */
    public synchronized int writes() {
        return written.size();
    }

    @Override
    public synchronized CameraSnapshot cameras() {
        return loaded ? fold.snapshot() : CameraSnapshot.EMPTY;
    }

    @Override
    public boolean isLoaded() {
        return loaded;
    }

    @Override
    public boolean knowsAll() {
        return loaded && opened;
    }

    @Override
    public Optional<String> problem() {
        return loaded ? Optional.empty() : Optional.of("the cameras are still being read");
    }

    @Override
    public void onChange(Consumer<CameraSnapshot> listener) {
        listeners.add(listener);
        if (loaded) {
            listener.accept(cameras());
        }
    }

    @Override
    public CompletableFuture<CameraSnapshot> current() {
        if (readsHang) {
            return noAnswer();
        }
        String reason = away;
        return reason == null
                ? CompletableFuture.completedFuture(cameras())
                : CompletableFuture.failedFuture(new RegistryUnavailableException(reason));
    }

    @Override
    public CompletableFuture<List<CameraRefusal>> change(CameraChanges changes) {
        return take(ChangeRules.change(cameras(), changes, test -> false));
    }

    @Override
    public CompletableFuture<Void> released(StreamName stream, List<Reservation> given) {
        return take(ChangeRules.released(cameras(), stream, given)).thenApply(refusals -> null);
    }

    @Override
    public CompletableFuture<Boolean> beginTest(SourceTest test) {
        return take(ChangeRules.beginTest(cameras(), test, other -> false))
                .thenApply(refusals -> cameras().tests().contains(test));
    }

    @Override
    public CompletableFuture<Void> endTest(SourceTest test) {
        return take(ChangeRules.endTest(cameras(), test)).thenApply(refusals -> null);
    }

    /** Ends every reservation, as where nothing pulls. */
    public void releaseAll() {
        cameras().entries().forEach(entry -> {
            CompletableFuture<Void> unused = released(entry.stream(), entry.releasing());
        });
    }

    private CompletableFuture<List<CameraRefusal>> take(ChangeRules.Outcome outcome) {
        if (writesHang) {
            return noAnswer();
        }
        String reason = away;
        if (reason != null) {
            return CompletableFuture.failedFuture(new RegistryUnavailableException(reason));
        }
        synchronized (this) {
            for (ChangeRules.Write write : outcome.writes()) {
                fold.take(fold.position(), write.key(), write.value(), write.follow());
                written.add(write);
            }
        }
        if (!outcome.writes().isEmpty()) {
            listeners.forEach(listener -> listener.accept(cameras()));
        }
        return CompletableFuture.completedFuture(outcome.refusals());
    }

    @Override
    public void close() {}
}
