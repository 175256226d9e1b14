package io.weir.ingest.publication;

import io.weir.kafka.LogRange;
import io.weir.name.StreamName;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Where streams whose ingest node is gone are found and taken, so that they end as others do, and the topics of those that are
 * over removed. Nothing blocks.
 */
public interface Orphans {
    /** What the topics of those streams hold; those that cannot be told now are left out. */
    CompletableFuture<Map<StreamName, LogRange>> logs(Predicate<StreamName> which);

    /**
     * Takes a stream that nobody writes any more, as if its publisher had left: media breaks off with a GAP, and the stream
     * ends unless its publisher comes back within {@code stream.linger}.
     *
     * @param end where its log ended all the time
     * @param silentMs for how long that was watched
     * @param cause a sentence for the log
     * @return completes when it is taken; fails with {@link PublicationRefusedException} if there is nothing to be taken
     */
    CompletableFuture<Void> reap(StreamName stream, long end, long silentMs, String cause);

    /**
     * Removes the topic of a stream that is over.
     *
     * @param log what it held all the time, which is nothing
     * @return completes when it is removed; fails with {@link PublicationRefusedException} if something has been written into it
     */
    CompletableFuture<Void> remove(StreamName stream, LogRange log);
}
