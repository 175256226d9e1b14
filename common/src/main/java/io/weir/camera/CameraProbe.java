package io.weir.camera;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connects to a camera once, to see whether it can be pulled. */
@FunctionalInterface
public interface CameraProbe {
    /**
     * What came of it.
     *
     * @param cause why it cannot be pulled, a sentence without secrets; null if it can
     * @param tracks what it sends, a few words each, such as {@code H.264 1920x1080}
     * @param leftOut what of it cannot be carried
     * @param tookMs how long it took
     */
    record Result(@Nullable String cause, List<String> tracks, List<String> leftOut, long tookMs) {
        public Result {
            tracks = List.copyOf(tracks);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Connects, looks, and has closed the connection when the future completes: in bounded time. */
    CompletableFuture<Result> probe(CameraSource source, CameraTransport transport);
}
