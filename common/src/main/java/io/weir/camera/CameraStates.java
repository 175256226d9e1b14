package io.weir.camera;

import io.weir.name.StreamName;
import java.util.Optional;

/** Tells how the pulls are, wherever in the cluster they run. Returns at once. */
@FunctionalInterface
public interface CameraStates {
    /** Nobody has said anything. */
    CameraStates NONE = stream -> Optional.empty();

    /** How the stream's pull is; empty if no node has said anything. */
    Optional<CameraStatus> of(StreamName stream);
}
