package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistText;
import io.weir.hls.PlaylistViewer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A process that is started again while somebody watches, and how long that viewer waits. */
final class Restart {
    /** Beside one target duration, from when the process is up again. */
    private static final Duration NEXT_SEGMENT_WITHIN = Duration.ofSeconds(5);

    private final PlaylistViewer viewer;
    private final long lastBefore;
    private final long launchedNs = System.nanoTime();
    private long readyNs;

    private Restart(PlaylistViewer viewer) {
        this.viewer = viewer;
        this.lastBefore = viewer.lastSeen();
    }

    /** Starts the process by its launcher, and returns when it is ready. */
    static Restart of(Weir weir, PlaylistViewer viewer) throws IOException {
        Restart restart = new Restart(viewer);
        weir.start();
        restart.readyNs = System.nanoTime();
        return restart;
    }

    /** Waits for a segment that was not listed before, and fails if it comes later than promised. */
    void requireNextSegmentInTime() {
        await("the next segment after the restart")
                .atMost(Places.AMPLE)
                .pollInterval(Places.POLL)
                .until(this::hasNext);
        long nowNs = System.nanoTime();
        Duration took = Duration.ofNanos(nowNs - readyNs);
        Duration target = Duration.ofSeconds(viewer.history().targetDurationS());
        System.out.printf(
                "next segment %d ms after the launch, %d ms after readiness, target duration %d s%n",
                Duration.ofNanos(nowNs - launchedNs).toMillis(), took.toMillis(), target.toSeconds());
        assertThat(took).as("from readiness to the next segment").isLessThanOrEqualTo(NEXT_SEGMENT_WITHIN.plus(target));
    }

    private boolean hasNext() throws InterruptedException {
        @Nullable PlaylistText now;
        try {
            now = viewer.reload();
        } catch (IOException notYet) {
            return false;
        }
        return now != null && viewer.lastSeen() > lastBefore;
    }
}
