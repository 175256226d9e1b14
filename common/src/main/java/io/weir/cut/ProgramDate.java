package io.weir.cut;

/** Which wall clock a segment's EXT-X-PROGRAM-DATE-TIME goes by. */
final class ProgramDate {
    /** It follows the ingest node's clock once they differ by more, ms. */
    private static final int DRIFT_MS = 500;

    private ProgramDate() {}

    /**
     * Program date-time less DTS of the segment that begins: that of the entry before it, or the clock's.
     *
     * @param discontinuity whether the segment begins with one
     * @param clockOffsetMs wall clock less DTS, as the log tells it
     */
    static long offsetMs(CutState state, boolean discontinuity, long clockOffsetMs) {
        boolean anchored = state.hasEntries() && !discontinuity;
        boolean drifted = Math.abs(clockOffsetMs - state.pdtOffsetMs()) > DRIFT_MS;
        return anchored && !drifted ? state.pdtOffsetMs() : clockOffsetMs;
    }
}
