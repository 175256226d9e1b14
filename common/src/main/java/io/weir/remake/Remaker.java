package io.weir.remake;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;

/** Makes anew what follows a checkpoint: the same, to the byte, whoever does it, and whenever. Nothing blocks. */
@FunctionalInterface
public interface Remaker {
    /** The log no longer holds what was to be read: retention has taken it, or the topic was made anew. */
    final class LostException extends RuntimeException {
        public LostException(String message) {
            super(message);
        }
    }

    /**
     * The entry that follows a checkpoint.
     *
     * @param topicId of the topic that the checkpoint means
     * @return completes on any thread; fails with {@link LostException} if it can never be made, and otherwise if it cannot be
     *     made now
     */
    CompletableFuture<Cut> next(StreamName stream, String topicId, CutState checkpoint);
}
