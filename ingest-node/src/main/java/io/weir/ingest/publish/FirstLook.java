package io.weir.ingest.publish;

import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.log.LogTail;
import io.weir.log.Takeovers;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a writer looks at before it claims a stream for the first time: a push, who publishes it; a pull, whether anybody
 * holds the camera, for which it waits; a reaper, whether the stream is still as it was when it was found silent.
 */
final class FirstLook {
    /**
     * What was found.
     *
     * @param lastOffset of the last record that was read; -1 for none
     * @param takeovers the newest, the claim among them if it is to be one
     * @param cutOff whose media breaks off with this claim, for people; null if nobody's was under way
     */
    record Found(
            long lastOffset, Takeovers takeovers, @Nullable String cutOff) {}

    static final String NOT_SILENT = "the stream has been written, or has ended, meanwhile";

    private final Claimant claimant;
    private final LogAccess log;
    private final PublicationLoop loop;
    private final LongSupplier wallClockMs;
    private final HolderWatch holders;

    FirstLook(
            Claimant claimant,
            LogAccess log,
            PublicationLoop loop,
            LongSupplier wallClockMs,
            LongSupplier monotonicMs,
            HolderProbe holderProbe) {
        this.claimant = claimant;
        this.log = log;
        this.loop = loop;
        this.wallClockMs = wallClockMs;
        this.holders = new HolderWatch(log, loop, holderProbe, monotonicMs);
    }

    /**
     * Looks, as long as it takes; fails with {@link PublicationRefusedException} where the stream may not be claimed.
     *
     * @param wanted ends a look that waits; then nothing comes
     */
    CompletableFuture<Found> look(BooleanSupplier wanted) {
        return switch (claimant.reason()) {
            case PUSH -> {
                Incumbent incumbent = new Incumbent(claimant.stream(), log, loop, wallClockMs);
                yield log.open().thenCompose(opened -> incumbent.find());
            }
            case PULL -> awaitFree(wanted);
            case REAP -> log.tail().thenCompose(this::orphan);
            case REMOVE, CONTINUES -> throw new IllegalStateException("nobody begins by that");
        };
    }

    private CompletableFuture<Found> awaitFree(BooleanSupplier wanted) {
        int leaseMs = Objects.requireNonNull(claimant.hold()).leaseMs();
        CompletableFuture<Found> found = new CompletableFuture<>();
        loop.then(log.open(), (opened, error) -> {
            if (error != null) {
                found.completeExceptionally(error);
            } else {
                holders.await(
                        leaseMs,
                        wanted,
                        tail -> found.complete(found(tail, tail.free() ? null : "who held the camera is gone")));
            }
        });
        return found;
    }

    /** A stream's topic is not made where it is gone. */
    private CompletableFuture<Found> orphan(LogTail tail) {
        Claimant.Silence silence = Objects.requireNonNull(claimant.silence());
        if (tail.end() != silence.end() || tail.ended() || silence.lengthMs() < tail.leaseMs(0)) {
            return CompletableFuture.failedFuture(new PublicationRefusedException(NOT_SILENT));
        }
        return log.open().thenApply(opened -> found(tail, null));
    }

    private static Found found(LogTail tail, @Nullable String cutOff) {
        return new Found(tail.end() - 1, Takeovers.NONE, cutOff);
    }
}
