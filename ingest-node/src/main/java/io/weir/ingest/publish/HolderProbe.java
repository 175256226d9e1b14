package io.weir.ingest.publish;

import io.weir.log.Hold;
import java.util.concurrent.CompletableFuture;

/** Whether a camera's holder is dead for certain. */
@FunctionalInterface
public interface HolderProbe {
    /** Completes with true only if the process that wrote the hold is known to have ended; never fails. */
    CompletableFuture<Boolean> isDead(Hold hold);
}
