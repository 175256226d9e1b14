package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.hls.PlaylistText;
import io.weir.hls.PlaylistViewer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long one who watches waits for the next segment, after a process was lost. */
final class NextSegment {
    /** Beside one target duration, from the loss, or from the launch of a process that can make it. */
    private static final Duration NEXT_SEGMENT_WITHIN = Duration.ofSeconds(5);

    private final PlaylistViewer viewer;
    private final long lastBefore;
    private final long beganNs = System.nanoTime();

    private NextSegment(PlaylistViewer viewer) {
        this.viewer = viewer;
        this.lastBefore = viewer.lastSeen();
    }

    /** From now on, as others are there. */
    static NextSegment fromNow(PlaylistViewer viewer) {
        return new NextSegment(viewer);
    }

    /** Starts the process again by its launcher, from now on, and returns when it is ready. */
    static NextSegment afterStarting(Weir weir, PlaylistViewer viewer) throws IOException {
        NextSegment next = new NextSegment(viewer);
        weir.start();
        System.out.printf("ready %d ms after the launch%n", next.elapsed().toMillis());
        return next;
    }

    /** Waits for a segment that was not listed before, and fails if it comes later than promised. */
    void requireInTime() {
        await("the next segment").atMost(Places.AMPLE).pollInterval(Places.POLL).until(this::hasNext);
        Duration took = elapsed();
        Duration target = Duration.ofSeconds(viewer.history().targetDurationS());
        System.out.printf(
                "next segment %d ms after the loss or the launch, target duration %d s%n",
                took.toMillis(), target.toSeconds());
        assertThat(took).as("until the next segment").isLessThanOrEqualTo(NEXT_SEGMENT_WITHIN.plus(target));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - beganNs);
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
