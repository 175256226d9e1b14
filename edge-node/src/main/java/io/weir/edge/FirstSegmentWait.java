package io.weir.edge;

import io.weir.edge.EdgeSettings.HoldLimits;
import io.weir.edge.http.Reply;
import io.weir.name.StreamName;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Holds requests for streams that live but have no segment yet, or none since their camera slept: a player that is told
 * "not found" gives up, and one that is told of an empty playlist breaks. Bounded in number and time. Safe for any thread.
 */
final class FirstSegmentWait {
    /** Not all that changes is told. */
    private static final long TRY_AGAIN_MS = 1_000;

    private final HoldLimits limits;
    private final Executor executor;
    private final AtomicInteger held = new AtomicInteger();
    private final ConcurrentMap<StreamName, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Tries to answer; empty while there is nothing to say. */
    private record Waiter(Supplier<Optional<Reply>> attempt, CompletableFuture<Reply> reply) {
        void tryNow() {
            try {
                attempt.get().ifPresent(reply::complete);
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
        }
    }

    /**
     * Nobody waits yet.
     *
     * @param executor where attempts are made, away from the thread that tells of a change
     */
    FirstSegmentWait(HoldLimits limits, Executor executor) {
        this.limits = limits;
        this.executor = executor;
    }

    /**
     * The reply of the first attempt that has one. Attempts are made now, after each change, and once a second.
     *
     * @param giveUp the reply when it has taken too long, or when too many wait
     * @return may be cancelled, which frees its place
     */
    CompletableFuture<Reply> await(StreamName stream, Supplier<Optional<Reply>> attempt, Reply giveUp) {
        if (held.incrementAndGet() > limits.maxRequests() || closed) {
            held.decrementAndGet();
            return CompletableFuture.completedFuture(giveUp);
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Waiter waiter = new Waiter(attempt, reply);
        add(stream, waiter);
        var unused = reply.whenComplete((answer, failure) -> {
            held.decrementAndGet();
            remove(stream, waiter);
        });
        waiter.tryNow(); // what changed before we were added told nobody
        if (closed) {
            reply.complete(giveUp); // close may have looked before we were added, too
        }
        tryAgainLater(waiter);
        return reply.completeOnTimeout(giveUp, limits.longest().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tryAgainLater(Waiter waiter) {
        if (!waiter.reply().isDone()) {
            CompletableFuture.delayedExecutor(TRY_AGAIN_MS, TimeUnit.MILLISECONDS, executor)
                    .execute(() -> {
                        waiter.tryNow();
                        tryAgainLater(waiter);
                    });
        }
    }

    /** Attempts again for those who wait for the stream. */
    void changed(StreamName stream) {
        Set<Waiter> ofStream = waiters.get(stream);
        if (ofStream != null) {
            executor.execute(() -> ofStream.forEach(Waiter::tryNow));
        }
    }

    /** Attempts again for all. */
    void changed() {
        waiters.keySet().forEach(this::changed);
    }

    /** Answers all who wait, and holds nobody from now on. */
    void close(Reply reply) {
        closed = true;
        waiters.values()
                .forEach(ofStream -> ofStream.forEach(waiter -> waiter.reply().complete(reply)));
    }

    /** How many wait now. */
    int held() {
        return held.get();
    }

    private void add(StreamName stream, Waiter waiter) {
        waiters.compute(stream, (name, before) -> {
            Set<Waiter> ofStream = before == null ? ConcurrentHashMap.newKeySet() : before;
            ofStream.add(waiter);
            return ofStream;
        });
    }

    private void remove(StreamName stream, Waiter waiter) {
        waiters.computeIfPresent(stream, (name, ofStream) -> {
            ofStream.remove(waiter);
            return ofStream.isEmpty() ? null : ofStream;
        });
    }
}
