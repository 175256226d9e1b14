package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.FoldState;
import io.weir.log.LogTail;
import io.weir.log.TagKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a writer needs of its stream's topic. Futures complete on any thread. */
interface LogAccess {
    /** A record's place and key. */
    record Placed(long offset, TagKey key) {
        /** The readers' state behind this record, whether it counts or not. */
        FoldState after(FoldState fold) {
            FoldState next = fold.accept(key);
            return next == null ? fold : next;
        }
    }

    /** The log no longer holds what was to be read: retention has taken it, or the topic was made anew. */
    final class ExpiredException extends RuntimeException {
        ExpiredException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The log will never take the record. */
    final class RefusedException extends RuntimeException {
        RefusedException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Makes the topic if there is none, and finds its leader, so that appending does not wait for it. */
    CompletableFuture<Void> open();

    /** The offset that the next record will have. */
    CompletableFuture<Long> end();

    /**
     * Appends a record; does not wait for room or a leader, but fails. Completes with its offset, or -1 if it is not known,
     * when all replicas in sync have it; fails with {@link RefusedException} if they never will.
     */
    CompletableFuture<Long> append(TagKey key, byte[] value);

    /** Nobody waits any more for what has been asked. */
    default void giveUp() {}

    /**
     * The topic that a claim was written into.
     *
     * @param id of the topic of that name; empty if there is none
     * @param holdsClaim whether the claim is in it; else it was written into one that is gone
     * @param condemned whether its first record says that it is being removed, so that what is written into it is lost. A removal
     *     that follows the claim condemns nothing
     */
    record ClaimedTopic(String id, boolean holdsClaim, boolean condemned) {
        /** There is no topic. */
        static final ClaimedTopic NONE = new ClaimedTopic("", false, false);
    }

    /** What has become of the topic since a claim was written at the offset. */
    CompletableFuture<ClaimedTopic> claimedTopic(long offset, TagKey claim);

    /** The id of the topic; empty if there is none. */
    CompletableFuture<String> topicId();

    /** Removes the topic of that id, if there still is one. */
    CompletableFuture<Void> remove(String topicId);

    /** Who may hold the stream, as its last records tell. */
    CompletableFuture<LogTail> tail();

    /** The CLAIM at an offset, or null if there is none any more. */
    CompletableFuture<@Nullable Claim> claim(long offset);

    /** The records in {@code [from, to)} whose keys are known; fails with {@link ExpiredException} if they are gone. */
    CompletableFuture<List<Placed>> read(long from, long to);
}
