package io.weir.cut;

/**
 * Where a segment ends: at the first keyframe at or past the target less a tolerance, and never so late that EXTINF would
 * pass the target duration, which it learns. Its one state is the target duration.
 */
final class CutRule {
    /** A segment larger than this is cut wherever it is, so that no stream fills the memory, bytes. */
    static final int MAX_SEGMENT_BYTES = 96 << 20;

    /** Audio may run this far ahead of video before video counts as stalled, ms. */
    private static final int AUDIO_AHEAD_MS = 1_500;

    /** Sound that stands alone before a picture, and is longer, is a segment of its own, ms. */
    private static final int MAX_UNTOLD_MS = 500;

    private int targetDurationS;
    private int targetMs;

    /** Goes on from a checkpoint's target duration, 0 if it is not learned. */
    void restore(int learnedS) {
        targetDurationS = learnedS;
    }

    /** Sets the length that segments aim at, ms. */
    void aimAt(int newTargetMs) {
        targetMs = newTargetMs;
    }

    /** EXT-X-TARGETDURATION, 0 while it is not learned. */
    int targetDurationS() {
        return targetDurationS;
    }

    /** What no segment may pass: the target duration, or the longest there is. */
    int limitS() {
        return targetDurationS == 0 ? TargetDuration.MAX_S : targetDurationS;
    }

    /** A segment ends before keyframes have told their interval: the target duration can wait for it no longer. */
    void settle(boolean withVideo) {
        if (targetDurationS == 0) {
            targetDurationS = withVideo ? TargetDuration.MAX_S : TargetDuration.ofAudio(targetMs);
        }
    }

    /**
     * How many of the open frames make a segment before {@code frame} is added, or {@link OpenSegment#NONE}.
     *
     * @param withVideo whether the stream has video
     * @param waits whether a second track's configuration is still waited for
     * @param goesOn whether the open segment follows another one without a discontinuity
     */
    int cutBefore(OpenSegment open, Frame frame, boolean withVideo, boolean waits, boolean goesOn) {
        if (open.isEmpty()) {
            return OpenSegment.NONE;
        }
        long lengthMs = frame.dtsMs() - open.startDtsMs();
        if (open.bytes() + frame.sample().length() > MAX_SEGMENT_BYTES) {
            return forced(open);
        }
        if (withVideo && !frame.sample().video()) {
            // By its own clock: the tracks of some cameras are seconds apart.
            return open.audioMsUpTo(frame) > limitS() * 1000L + AUDIO_AHEAD_MS ? forced(open) : OpenSegment.NONE;
        }
        if (withVideo && !open.hasVideo()) {
            // The length is counted from this frame on. Where pictures were missing for long, sound goes before it.
            return goesOn && open.soundMs() > MAX_UNTOLD_MS ? cutSound(open) : OpenSegment.NONE;
        }
        if (!withVideo || frame.sample().keyframe()) {
            learn(open, frame, withVideo, waits);
            boolean longEnough = lengthMs >= targetMs - TargetDuration.TOLERANCE_MS;
            if (longEnough && !waits && TargetDuration.holds(limitS(), lengthMs)) {
                settle(withVideo);
                return open.size();
            }
        }
        return TargetDuration.holds(limitS(), lengthMs) ? OpenSegment.NONE : forced(open);
    }

    private int cutSound(OpenSegment open) {
        settle(true);
        return TargetDuration.holds(targetDurationS, open.soundMs()) ? open.size() : forced(open);
    }

    private int forced(OpenSegment open) {
        targetDurationS = limitS();
        return open.forcedCut(targetDurationS);
    }

    private void learn(OpenSegment open, Frame frame, boolean withVideo, boolean waits) {
        if (targetDurationS != 0) {
            return;
        }
        if (!withVideo) {
            targetDurationS = waits ? 0 : TargetDuration.ofAudio(targetMs);
        } else {
            // Encoders send a keyframe twice, or each of its slices for itself: those tell no interval.
            long gopMs = open.sinceFirstKeyframeMs(frame);
            targetDurationS = gopMs > 0 ? TargetDuration.ofGop(gopMs, targetMs) : 0;
        }
    }
}
