package io.weir.cut;

import io.weir.track.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames since the last cut, and where among them one could cut. Holds the records' bytes, copies none.
 *
 * <p>A segment's length is told by its video frames, or by its audio frames where there is no video.
 */
final class OpenSegment {
    static final int NONE = -1;

    private final List<Frame> frames = new ArrayList<>();
    private int firstVideo;
    private int firstAudio;
    private int lastVideo;
    private int firstKeyframe;
    private int lastKeyframe;
    private int whole;
    private long bytes;
    private long pdtOffsetMs;

    OpenSegment() {
        clear();
    }

    void clear() {
        frames.clear();
        firstVideo = NONE;
        firstAudio = NONE;
        lastVideo = NONE;
        firstKeyframe = NONE;
        lastKeyframe = NONE;
        whole = 1;
        bytes = 0;
    }

    /** Begins with the program date-time offset that the segment will have. */
    void begin(long pdtOffset) {
        pdtOffsetMs = pdtOffset;
    }

    /**
     * The frames so far stay in one segment. They were read with other configurations than those to come: a node that
     * took over at a cut among them would read them otherwise.
     */
    void keepWhole() {
        whole = Math.max(frames.size(), 1);
    }

    void add(Frame frame) {
        if (frame.sample().video()) {
            lastVideo = frames.size();
            firstVideo = firstVideo == NONE ? lastVideo : firstVideo;
            if (frame.sample().keyframe()) {
                lastKeyframe = lastVideo;
                firstKeyframe = firstKeyframe == NONE ? lastVideo : firstKeyframe;
            }
        } else if (firstAudio == NONE) {
            firstAudio = frames.size();
        }
        frames.add(frame);
        bytes += frame.sample().length();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int size() {
        return frames.size();
    }

    long bytes() {
        return bytes;
    }

    Frame frame(int index) {
        return frames.get(index);
    }

    long pdtOffsetMs() {
        return pdtOffsetMs;
    }

    /** The DTS at which the segment begins: its first video frame's, or its first frame's. */
    long startDtsMs() {
        return frames.get(Math.max(firstVideo, 0)).dtsMs();
    }

    /** The DTS of the last frame that tells the length. */
    long lastDtsMs() {
        return frames.get(lastVideo == NONE ? frames.size() - 1 : lastVideo).dtsMs();
    }

    /** How long the audio would be up to a next frame of it, on its own clock, ms. */
    long audioMsUpTo(Frame next) {
        return firstAudio == NONE ? 0 : next.dtsMs() - frames.get(firstAudio).dtsMs();
    }

    /** How long the sound is that stands alone, from its first frame to its last, ms. */
    long soundMs() {
        return lastDtsMs() - startDtsMs();
    }

    boolean hasVideo() {
        return firstVideo != NONE;
    }

    /** How long after the first keyframe in hand {@code next} comes, ms; 0 or less if it does not, or there is none. */
    long sinceFirstKeyframeMs(Frame next) {
        return firstKeyframe == NONE
                ? 0
                : next.dtsMs() - frames.get(firstKeyframe).dtsMs();
    }

    /** Whether the first video frame, if there is one, is a keyframe. */
    boolean isIndependent() {
        return firstVideo == NONE || frames.get(firstVideo).sample().keyframe();
    }

    /**
     * Where to cut when the segment may grow no longer: at the last keyframe in hand, else at the last video frame, else
     * at the last frame that keeps within the target duration; {@link #size()} if there is none behind the beginning.
     */
    int forcedCut(int targetDurationS) {
        int first = Math.max(firstVideo + 1, whole);
        if (lastKeyframe >= first && lengthMsAt(lastKeyframe) > 0) {
            return lastKeyframe;
        }
        if (lastVideo >= first && lengthMsAt(lastVideo) > 0) {
            return lastVideo;
        }
        for (int i = frames.size() - 1; i >= whole; i--) {
            if (lengthMsAt(i) > 0 && TargetDuration.holds(targetDurationS, lengthMsAt(i))) {
                return i;
            }
        }
        return frames.size();
    }

    private long lengthMsAt(int index) {
        return frames.get(index).dtsMs() - startDtsMs();
    }

    /** Pictures a second times 1000 among the first {@code count} frames, if those are so long. */
    int frameRateMilli(int count, int durationMs) {
        long pictures = frames.subList(0, count).stream()
                .filter(frame -> frame.sample().video())
                .count();
        return (int) Math.min(pictures * 1_000_000 / durationMs, Integer.MAX_VALUE);
    }

    /** The samples of the first {@code count} frames. */
    List<Sample> samples(int count) {
        List<Sample> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            samples.add(frames.get(i).sample());
        }
        return samples;
    }

    /** The frames from {@code index} on, as a list of its own. */
    List<Frame> from(int index) {
        return index == frames.size() ? List.of() : new ArrayList<>(frames.subList(index, frames.size()));
    }
}
