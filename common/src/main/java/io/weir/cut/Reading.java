package io.weir.cut;

import io.weir.log.FoldState;

/** Where the reading of the log is, and what it carries along: what a {@link Mark} holds, as it changes. */
final class Reading {
    FoldState fold = FoldState.START;
    long clockMs = Mark.NO_CLOCK;
    private long lastDtsMs;
    private boolean timed;
    private long clockOffsetMs;
    private int frameMs;

    /** Goes back to a mark. */
    void restore(Mark mark) {
        fold = mark.fold();
        lastDtsMs = mark.lastDtsMs();
        timed = mark.timed();
        clockMs = mark.clockMs();
        clockOffsetMs = mark.clockOffsetMs();
        frameMs = mark.frameMs();
    }

    /** The mark of this place, which is before a record's tag. */
    Mark mark(long offset, int tagIndex) {
        return new Mark(offset, tagIndex, fold, lastDtsMs, timed, clockMs, clockOffsetMs, frameMs);
    }

    /** A tag's 32-bit time, unwrapped: the one nearest to the time before. */
    long dtsMs(int timestampMs) {
        return timed ? lastDtsMs + (timestampMs - (int) lastDtsMs) : Integer.toUnsignedLong(timestampMs);
    }

    /** Whether a time is further than {@code maxStepMs} from the one before. */
    boolean isJump(long dtsMs, int maxStepMs) {
        return timed && Math.abs(dtsMs - lastDtsMs) > maxStepMs;
    }

    /** Media time jumped, and no CONFIG has told the clock anew: the clock goes on by one frame. */
    void keepClockAcross(long dtsMs) {
        clockOffsetMs += lastDtsMs + frameMs - dtsMs;
    }

    /** Passes a frame; a CONFIG that waits for it tells its clock. */
    void pass(long dtsMs) {
        if (clockMs != Mark.NO_CLOCK) {
            clockOffsetMs = clockMs - dtsMs;
            clockMs = Mark.NO_CLOCK;
        }
        lastDtsMs = dtsMs;
        timed = true;
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
}
