package io.weir.ingest.publication;

import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;

/** Where cameras are taken hold of: of each at most one connection may be open in the whole cluster. */
public interface Pulls {
    /**
     * Claims the stream for its camera: waits until nobody holds it, as long as that takes.
     *
     * @param camera for people; without credentials
     * @param listener called on threads of the log's; hop to your own
     * @return completes when this node holds the camera, or fails with {@link PublicationRefusedException}. Cancel it when
     *     it is to hold it no more
     */
    CompletableFuture<PulledPublication> pull(StreamName stream, String camera, PublicationListener listener);
}
