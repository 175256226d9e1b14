package io.weir.edge;

import io.weir.camera.CameraStatus;
import io.weir.camera.CameraStatus.Phase;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.hls.MediaSegment;
import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams whose cameras are pulled only while somebody watches: says that somebody does, and tells which windows are from
 * before their camera slept. Safe for any thread; returns at once.
 */
final class OnDemandStreams {
    private final Supplier<Map<StreamName, CameraStatus>> cameras;
    private final Demand demand;

    /**
     * As a cluster tells.
     *
     * @param cameras how the pulls of cameras are, by stream
     */
    OnDemandStreams(Supplier<Map<StreamName, CameraStatus>> cameras, Demand demand) {
        this.cameras = cameras;
        this.demand = demand;
    }

    /** Somebody watches. Names come from outside and without end, so only those that a node pulls on demand are passed on. */
    void watched(StreamName stream) {
        if (status(stream) != null) {
            demand.want(stream);
        }
    }

    /** Whether the camera has slept, and the window shows nothing of what has come since: it is not to be played as live. */
    boolean isOld(StreamName stream, @Nullable Snapshot snapshot) {
        CameraStatus camera = status(stream);
        if (camera == null || camera.freshFromMs() == 0) {
            return false;
        }
        List<MediaSegment> window =
                snapshot == null ? List.of() : snapshot.playlist().segments();
        // Where the camera goes again, the window comes to be of gaps alone, and those are as fresh as can be.
        boolean isOfNow = !window.isEmpty() && window.get(0).startMs() >= camera.freshFromMs();
        return !isOfNow && window.stream().noneMatch(segment -> isFresh(segment, camera));
    }

    private static boolean isFresh(MediaSegment segment, CameraStatus camera) {
        return !segment.gap() && segment.startMs() + segment.durationMs() > camera.freshFromMs();
    }

    /** Why a stream whose camera slept is not to be seen yet, a sentence; empty if its camera has not slept. */
    Optional<String> whyNotYet(StreamName stream) {
        CameraStatus camera = status(stream);
        if (camera == null || camera.freshFromMs() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                camera.phase() == Phase.BACKING_OFF && camera.cause() != null
                        ? "the camera slept while nobody watched, and does not come: " + camera.cause()
                        : "the camera slept while nobody watched; its first segment is not there yet");
    }

    private @Nullable CameraStatus status(StreamName stream) {
        CameraStatus camera = cameras.get().get(stream);
        return camera != null && camera.onDemand() ? camera : null;
    }
}
