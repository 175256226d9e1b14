package io.weir.ingest.time;

/** Where one track is, on its source's clock and on ours. */
final class TrackTime {
    private boolean begun;
    private int lastRawMs;
    private int lastStepMs;
    private long rawMs;
    private long shiftMs;
    private long outMs;
    private long arrivalMs;

    /** Which jump of the source's clock the shift allows for. */
    private int jumps;

    private int clamped;
    private long clampedSinceMs;

    /** Takes the track's next time; says how far it is from the last one, 0 for the first. */
    int advance(int nextRawMs) {
        int stepMs = begun ? Wraps.undo(nextRawMs - lastRawMs) : 0;
        rawMs = begun ? rawMs + stepMs : nextRawMs;
        lastRawMs = nextRawMs;
        return stepMs;
    }

    boolean begun() {
        return begun;
    }

    /** The last time taken, on the source's clock, wraps undone. */
    long rawMs() {
        return rawMs;
    }

    /** The last time given. */
    long outMs() {
        return outMs;
    }

    /** When that was. */
    long arrivalMs() {
        return arrivalMs;
    }

    long shiftMs() {
        return shiftMs;
    }

    int jumps() {
        return jumps;
    }

    /** The step before the one that {@link #advance} was last called with: what is usual. */
    int lastStepMs() {
        return lastStepMs;
    }

    /** Remembers what is usual. */
    void step(int stepMs) {
        lastStepMs = stepMs;
    }

    /** Where this track is at that moment, if it goes on. */
    long expectedMs(long nowMs) {
        return outMs + (nowMs - arrivalMs);
    }

    /** From the time just taken on, times are shifted so that it comes out as this. */
    void place(long placeMs, int afterJumps) {
        shift(placeMs - rawMs, afterJumps);
    }

    /** Times are shifted by so much. */
    void shift(long newShiftMs, int afterJumps) {
        shiftMs = newShiftMs;
        jumps = afterJumps;
    }

    /**
     * Gives the time just taken. It never falls back; where it would for so long that it is no packet out of order, the track
     * goes on from here.
     */
    int give(long nowMs, int lastingPackets, long lastingMs) {
        long nextMs = rawMs + shiftMs;
        if (begun && nextMs < outMs) {
            if (clamped++ == 0) {
                clampedSinceMs = nowMs;
            }
            if (clamped > lastingPackets && nowMs - clampedSinceMs >= lastingMs) {
                place(expectedMs(nowMs), jumps);
                clamped = 0;
            }
            nextMs = Math.max(outMs, rawMs + shiftMs);
        } else {
            clamped = 0;
        }
        begun = true;
        outMs = nextMs;
        arrivalMs = nowMs;
        return (int) nextMs;
    }
}
