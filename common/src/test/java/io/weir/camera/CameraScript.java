package io.weir.camera;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a camera has been told to do. Read by its event loop, changed by the test. */
final class CameraScript {
    /** Statuses to answer with instead, by method. */
    final Map<String, Integer> answers = new ConcurrentHashMap<>();

    final AtomicLong clockOffsetMs = new AtomicLong();
    volatile Access access = new Access.Open();
    volatile Sound sound = Sound.AAC;
    volatile boolean silent;
    volatile boolean parameterSetsInSdp = true;
}
