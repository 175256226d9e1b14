package io.weir.camera;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a camera has been told to do. Read by its event loop, changed by the test. */
final class CameraScript {
    /** Statuses to answer with instead, by method. */
    final Map<String, Integer> answers = new ConcurrentHashMap<>();

    /** Of the camera's clock, by which packets and reports have their times. */
    final AtomicLong clockOffsetMs = new AtomicLong();

    /** Of the wall clock in reports alone. */
    final AtomicLong wallOffsetMs = new AtomicLong();

    /** Below 0: the counters of RTP begin anywhere. */
    volatile long wrapsAfterMs = -1;

    /** 0: no packet gets lost. */
    volatile int losesEvery;

    volatile Access access = new Access.Open();
    volatile Sound sound = Sound.AAC;
    volatile boolean silent;
    volatile boolean parameterSetsInSdp = true;
}
