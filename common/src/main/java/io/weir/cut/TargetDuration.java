package io.weir.cut;

/** EXT-X-TARGETDURATION, learned from the log: the length that a segment has when every GOP is as long as the first. */
final class TargetDuration {
    /** No target duration is longer, and none is waited for longer, seconds. */
    static final int MAX_S = 10;

    /** A keyframe may come this much before the target and still cut, so that 1.999 s GOPs give even lengths. */
    static final int TOLERANCE_MS = 100;

    private TargetDuration() {}

    /** For a first keyframe interval of {@code gopMs} > 0, clamped to the target, rounded up, and {@link #MAX_S}. */
    static int ofGop(long gopMs, int targetMs) {
        long gops = -Math.floorDiv(-(long) (targetMs - TOLERANCE_MS), gopMs);
        long rounded = (gopMs * gops + 500) / 1000;
        return (int) Math.max(ofAudio(targetMs), Math.min(rounded, MAX_S));
    }

    /** For a stream without video, which can be cut at any frame: the target, rounded up. */
    static int ofAudio(int targetMs) {
        return Math.min(MAX_S, (targetMs + 999) / 1000);
    }

    /** Whether a length, rounded to whole seconds, stays within a target duration. */
    static boolean holds(int targetDurationS, long lengthMs) {
        return lengthMs < targetDurationS * 1000L + 500;
    }
}
