package io.weir.camera.registry;

import io.weir.camera.CameraSnapshot;
import io.weir.camera.SourceTest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** For how long tests of sources have been known here, by this node's clock. Safe for any thread. */
final class TestSightings {
    private final LongSupplier nanoTime;
    private Map<String, Long> sinceNanos = new HashMap<>();

    TestSightings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What has been read now. */
    synchronized void see(CameraSnapshot snapshot) {
        Map<String, Long> still = new HashMap<>();
        long now = nanoTime.getAsLong();
        snapshot.tests().forEach(test -> still.put(test.token(), sinceNanos.getOrDefault(test.token(), now)));
        sinceNanos = still;
    }

    /** Whether who began it cannot be connected any more, though it did not say so. */
    synchronized boolean isOver(SourceTest test) {
        Long since = sinceNanos.get(test.token());
        return since != null && nanoTime.getAsLong() - since >= TimeUnit.MILLISECONDS.toNanos(SourceTest.OVER_AFTER_MS);
    }
}
