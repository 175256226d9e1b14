package io.weir.standalone;

import io.weir.camera.CameraRegistry;
import io.weir.runtime.HealthCheck;
import java.util.Optional;

/** Whether this node knows the cameras: it pulls none that it cannot read, so others have its share. */
record CamerasCheck(CameraRegistry registry) implements HealthCheck {
    @Override
    public String name() {
        return "cameras";
    }

    @Override
    public Optional<String> problem() {
        return registry.problem();
    }
}
