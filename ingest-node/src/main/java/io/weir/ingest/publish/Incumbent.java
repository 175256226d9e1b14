package io.weir.ingest.publish;

import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.log.Claim;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import io.weir.log.Takeovers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has the stream that is to be claimed, as the log's last record and its CLAIM tell: whether the claim is a takeover,
 * and whether it comes too soon after others.
 *
 * <p>That who has it is alive is not told by clocks, which differ: its media is watched for.
 */
final class Incumbent {
    /** Who sends nothing for so long is not alive, ms. */
    static final long WATCH_MS = 2_000;

    private final String stream;
    private final LogAccess log;
    private final PublicationLoop loop;
    private final LongSupplier wallClockMs;

    Incumbent(String stream, LogAccess log, PublicationLoop loop, LongSupplier wallClockMs) {
        this.stream = stream;
        this.log = log;
        this.loop = loop;
        this.wallClockMs = wallClockMs;
    }

    /** Looks; fails with {@link PublicationRefusedException} if who has the stream stays. */
    CompletableFuture<FirstLook.Found> find() {
        return log.end()
                .thenCompose(end -> log.read(Math.max(0, end - 1), end)
                        .exceptionally(Incumbent::nothingIfExpired)
                        .thenCompose(
                                last -> last.isEmpty() ? found(end, Takeovers.NONE, null) : find(end, last.get(0))));
    }

    /** Where retention has taken all records, the one before the log's end too, nobody has written for as long. */
    private static List<LogAccess.Placed> nothingIfExpired(Throwable error) {
        if (LogErrors.cause(error) instanceof LogAccess.ExpiredException) {
            return List.of();
        }
        throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
    }

    private CompletableFuture<FirstLook.Found> find(long end, LogAccess.Placed last) {
        TagKey key = last.key();
        long epoch = key.kind() == RecordKind.CLAIM ? last.offset() : key.epoch();
        return log.claim(epoch).thenCompose(claim -> {
            Takeovers before = claim == null ? Takeovers.NONE : claim.takeovers();
            String cutOff = cutOff(key, claim);
            if (!isPublished(key)) {
                return found(end, before, cutOff);
            }
            long nowMs = wallClockMs.getAsLong();
            return before.stayMs(nowMs) > 0 ? watch(end, epoch, before, cutOff) : found(end, before.and(nowMs), cutOff);
        });
    }

    /** Whether a publisher was there when the record was written. One that left has written a GAP, then TICKs and an END. */
    private static boolean isPublished(TagKey last) {
        return switch (last.kind()) {
            case CLAIM, CONFIG, TAGS -> true;
            case TICK -> last.isFence();
            case GAP -> last.count() > 0;
            case END -> false;
        };
    }

    /** Whose publication has neither ended nor been let go of; what it sent last may never have reached the log. */
    private static @Nullable String cutOff(TagKey last, @Nullable Claim claim) {
        if (last.kind() == RecordKind.END || last.isRelease()) {
            return null;
        }
        return claim == null
                ? "the publication before was cut off"
                : "the publication of " + claim.publisher() + " on " + claim.node() + " was cut off";
    }

    private CompletableFuture<FirstLook.Found> watch(long end, long epoch, Takeovers before, @Nullable String cutOff) {
        CompletableFuture<@Nullable Void> watched = new CompletableFuture<>();
        loop.schedule(() -> watched.complete(null), WATCH_MS);
        return watched.thenCompose(over -> log.end())
                .thenCompose(later -> log.read(end, later).thenCompose(records -> {
                    long nowMs = wallClockMs.getAsLong();
                    long stayMs = before.stayMs(nowMs);
                    if (stayMs > 0 && hasMedia(records, epoch)) {
                        throw new PublicationRefusedException(Takeovers.refusal(stream, stayMs));
                    }
                    return found(later, before.and(nowMs), cutOff);
                }));
    }

    private static boolean hasMedia(List<LogAccess.Placed> records, long epoch) {
        return records.stream()
                .anyMatch(record ->
                        record.key().kind() == RecordKind.TAGS && record.key().epoch() == epoch);
    }

    private static CompletableFuture<FirstLook.Found> found(long end, Takeovers takeovers, @Nullable String cutOff) {
        return CompletableFuture.completedFuture(new FirstLook.Found(end - 1, takeovers, cutOff));
    }
}
