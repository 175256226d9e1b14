package io.weir.ingest.publish;

import io.weir.log.Hold;
import io.weir.log.LogTail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until nobody holds the camera that is to be claimed: because its holder has let go of it, is dead for certain, or has
 * not been heard of for a whole lease. A lease is watched for here, by this node's own clock; no two clocks are compared.
 *
 * <p>Confined to the loop's thread.
 */
final class HolderWatch {
    private static final long LOOK_AGAIN_MS = 500;

    private final LogAccess log;
    private final PublicationLoop loop;
    private final HolderProbe probe;
    private final LongSupplier monotonicMs;

    /** The log's end when it was seen last, and since when it has been there. */
    private long seenEnd = -1;

    private long sinceMs;

    HolderWatch(LogAccess log, PublicationLoop loop, HolderProbe probe, LongSupplier monotonicMs) {
        this.log = log;
        this.loop = loop;
        this.probe = probe;
        this.monotonicMs = monotonicMs;
    }

    /**
     * Looks until nobody holds it.
     *
     * @param ownLeaseMs the least time of silence
     * @param wanted asked before each look; ends the watch
     * @param free takes what the log's last records told
     */
    void await(long ownLeaseMs, BooleanSupplier wanted, Consumer<LogTail> free) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        long askedMs = monotonicMs.getAsLong();
        loop.then(log.tail(), (tail, error) -> {
            if (error != null) {
                lookAgain(ownLeaseMs, wanted, free);
            } else if (tail.free() || isSilent(tail, askedMs, ownLeaseMs)) {
                free.accept(tail);
            } else {
                loop.then(allDead(tail.holds()), (dead, fault) -> {
                    if (fault == null && dead) {
                        free.accept(tail);
                    } else {
                        lookAgain(ownLeaseMs, wanted, free);
                    }
                });
            }
        });
    }

    private void lookAgain(long ownLeaseMs, BooleanSupplier wanted, Consumer<LogTail> free) {
        loop.schedule(() -> await(ownLeaseMs, wanted, free), LOOK_AGAIN_MS);
    }

    /** Whether nothing was written between the answer that told this end first and the time this one was asked for. */
    private boolean isSilent(LogTail tail, long askedMs, long ownLeaseMs) {
        if (tail.end() != seenEnd) {
            seenEnd = tail.end();
            sinceMs = monotonicMs.getAsLong();
        }
        return askedMs - sinceMs >= tail.leaseMs(ownLeaseMs);
    }

    private CompletableFuture<Boolean> allDead(List<@Nullable Hold> holds) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (Hold hold : holds) {
            if (hold == null) {
                return CompletableFuture.completedFuture(false);
            }
            answers.add(probe.isDead(hold));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().allMatch(CompletableFuture::join));
    }
}
