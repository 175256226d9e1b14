package io.weir.ingest.publication;

import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;

/** Where protocol sessions take their streams to: opens one publication a stream, in the log. */
public interface Publications {
    /**
     * Claims the stream. The newest push wins: a publication of the same stream that is open anywhere is superseded.
     *
     * @param peer the publisher, as {@code host:port}, for people
     * @param listener called on threads of the log's; hop to your own
     * @return completes when the claim stands, or fails with {@link PublicationRefusedException}. Cancel it when the
     *     publisher has gone: a claim that has not taken the stream by then takes it no more
     */
    CompletableFuture<Publication> open(StreamName stream, String peer, PublicationListener listener);
}
