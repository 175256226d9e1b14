package io.weir.camera;

import io.weir.name.StreamName;
import org.jspecify.annotations.Nullable;

/**
 * Why the registry does not do what it was told.
 *
 * @param stream what it was told of
 * @param holder the stream that stands in the way, or null
 * @param text a sentence for people, without secrets
 */
public record CameraRefusal(
        StreamName stream, Reason reason, @Nullable StreamName holder, String text) {
    /** What stands in the way. */
    public enum Reason {
        /** Another stream has the source. */
        SOURCE_TAKEN,
        /** Another stream has given the source up, and its pull is not proven over: try again. */
        SOURCE_RELEASING,
        /** Somebody tests the source: try again. */
        BEING_TESTED,
        /** The stream has changed its source too often: try again. */
        TOO_MANY_RELEASING,
        /** A file owns the camera. */
        OWNED_BY_FILE,
        /** There is no such camera. */
        NOT_THERE,
        /** It is not of the version that was named. */
        CHANGED,
        /** The credentials that are stored are wanted, and there are none. */
        NOTHING_STORED,
        /** There are too many cameras. */
        TOO_MANY
    }
}
