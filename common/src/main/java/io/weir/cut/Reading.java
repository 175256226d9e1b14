package io.weir.cut;

import io.weir.log.FoldState;

/** Where the reading of the log is, and what it carries along: what a {@link Mark} holds, as it changes. */
final class Reading {
    FoldState fold = FoldState.START;
    long clockMs = Mark.NO_CLOCK;
    private long videoDtsMs = Mark.NO_TIME;
    private long audioDtsMs = Mark.NO_TIME;
    private long clockOffsetMs;
    private int frameMs;

    /** Goes back to a mark. */
    void restore(Mark mark) {
        fold = mark.fold();
        videoDtsMs = mark.videoDtsMs();
        audioDtsMs = mark.audioDtsMs();
        clockMs = mark.clockMs();
        clockOffsetMs = mark.clockOffsetMs();
        frameMs = mark.frameMs();
    }

    /** The mark of this place, which is before a record's tag. */
    Mark mark(long offset, int tagIndex) {
        return new Mark(offset, tagIndex, fold, videoDtsMs, audioDtsMs, clockMs, clockOffsetMs, frameMs);
    }

    /** A tag's 32-bit time, unwrapped: the one nearest to its track's last, or to the other's while it has none. */
    long dtsMs(boolean video, int timestampMs) {
        long near = last(video) == Mark.NO_TIME ? last(!video) : last(video);
        return near == Mark.NO_TIME ? Integer.toUnsignedLong(timestampMs) : near + (timestampMs - (int) near);
    }

    /**
     * Whether time jumps: a frame is further than {@code maxStepMs} from both tracks' last ones. Tracks that are far apart
     * from the start, or one that jumps to the other, are no jump at each frame.
     */
    boolean isJump(boolean video, long dtsMs, int maxStepMs) {
        return last(video) != Mark.NO_TIME
                && isFar(last(video), dtsMs, maxStepMs)
                && (last(!video) == Mark.NO_TIME || isFar(last(!video), dtsMs, maxStepMs));
    }

    /** Media time jumped, and no CONFIG has told the clock anew: the clock goes on by one frame. */
    void keepClockAcross(boolean video, long dtsMs) {
        clockOffsetMs += last(video) + frameMs - dtsMs;
    }

    /** Passes a frame; a CONFIG that waits for it tells its clock. */
    void pass(boolean video, long dtsMs) {
        if (clockMs != Mark.NO_CLOCK) {
            clockOffsetMs = clockMs - dtsMs;
            clockMs = Mark.NO_CLOCK;
        }
        if (video) {
            videoDtsMs = dtsMs;
        } else {
            audioDtsMs = dtsMs;
        }
    }

    /** Learns the distance of two frames that tell the length, unless it is none. */
    void learnFrame(long stepMs, int maxStepMs) {
        frameMs = stepMs > 0 && stepMs <= maxStepMs ? (int) stepMs : frameMs;
    }

    long clockOffsetMs() {
        return clockOffsetMs;
    }

    int frameMs() {
        return frameMs;
    }

    private long last(boolean video) {
        return video ? videoDtsMs : audioDtsMs;
    }

    private static boolean isFar(long lastMs, long dtsMs, int maxStepMs) {
        return Math.abs(dtsMs - lastMs) > maxStepMs;
    }
}
