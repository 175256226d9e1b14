package io.weir.ingest.camera;

import io.weir.camera.CameraEntry;
import io.weir.camera.CameraRegistry;
import io.weir.ingest.publication.Publication;
import io.weir.ingest.publication.PublicationListener;
import io.weir.ingest.publication.PublicationRefusedException;
import io.weir.ingest.publication.Publications;
import io.weir.name.StreamName;
import java.util.concurrent.CompletableFuture;

/** Publications of those streams alone that are not pulled from a camera: nobody may push over a camera's stream. */
public final class UnregisteredStreams implements Publications {
    private final CameraRegistry registry;
    private final Publications publications;

    /** All but the registry's streams. */
    public UnregisteredStreams(CameraRegistry registry, Publications publications) {
        this.registry = registry;
        this.publications = publications;
    }

    @Override
    public CompletableFuture<Publication> open(StreamName stream, String peer, PublicationListener listener) {
        CameraEntry entry = registry.cameras().entry(stream);
        if (entry != null) {
            return CompletableFuture.failedFuture(new PublicationRefusedException(stream
                    + " is pulled from a camera; remove it from the registry first, or publish under another name"));
        }
        return publications.open(stream, peer, listener);
    }
}
