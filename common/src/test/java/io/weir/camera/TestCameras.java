package io.weir.camera;

import io.weir.name.StreamName;

/** Cameras for tests. */
public final class TestCameras {
    public static final StreamName CAM1 = new StreamName("live", "cam1");
    public static final StreamName CAM2 = new StreamName("live", "cam2");
    public static final StreamName CAM3 = new StreamName("live", "cam3");

    private TestCameras() {}

    /** A camera that says nothing but its source. */
    public static Camera camera(StreamName stream, String url) {
        return Camera.of(stream, CameraSource.parse(url));
    }
}
