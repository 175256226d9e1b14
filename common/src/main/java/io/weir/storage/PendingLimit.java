package io.weir.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Bounds how many operations of a store are under way or wait, so that a store that hangs cannot hold all memory. */
final class PendingLimit {
    private final int max;
    private final AtomicInteger pending = new AtomicInteger();

    PendingLimit(int max) {
        this.max = max;
    }

    /**
     * Starts the operation, or fails at once when too many are pending. The future that comes back fails with the cause
     * itself, in no {@link CompletionException}.
     */
    <T> CompletableFuture<T> admit(Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (pending.incrementAndGet() > max) {
            pending.decrementAndGet();
            result.completeExceptionally(
                    new StorageException("the store is behind: " + max + " operations wait for it"));
            return result;
        }
        var unused = operation.get().whenComplete((value, failure) -> {
            pending.decrementAndGet();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(unwrapped(failure));
            }
        });
        return result;
    }

    /** What made a stage fail, without the wrapping that the stages after it add. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
