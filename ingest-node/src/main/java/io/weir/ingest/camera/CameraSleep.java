package io.weir.ingest.camera;

import io.weir.camera.Camera;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** When a camera that is pulled on demand sleeps, and from when on it has fresh media again. Safe for any thread. */
final class CameraSleep {
    static final String CAUSE = "nobody watches";

    private static final long NOTHING_FRESH = Long.MAX_VALUE;

    private final BooleanSupplier wanted;
    private volatile long freshFromMs;

    /**
     * Awake.
     *
     * @param wanted whether somebody watches, or did a moment ago; returns at once
     */
    CameraSleep(BooleanSupplier wanted) {
        this.wanted = wanted;
    }

    boolean isDue(Camera camera) {
        return camera.onDemand() && !wanted.getAsBoolean();
    }

    void begin() {
        freshFromMs = NOTHING_FRESH;
    }

    void mediaCame(long wallMs) {
        if (freshFromMs == NOTHING_FRESH) {
            freshFromMs = wallMs;
        }
    }

    /** What is told of the camera: one that is not to be pulled at all is not woken either. */
    PullStatus told(PullStatus status, @Nullable Camera camera) {
        return camera != null && camera.onDemand() && camera.enabled() ? status.onDemand(freshFromMs) : status;
    }
}
