package io.weir.cut;

import io.weir.log.FoldState;

/**
 * A place in the log between two tags, and what the reading up to there leaves behind. Reading on from a mark gives what
 * reading through it gave.
 *
 * @param offset the record to read next
 * @param tagIndex how many of that record's tags are passed already
 * @param fold the fold before that record
 * @param videoDtsMs the time of the last video frame, unwrapped to 64 bits; {@link #NO_TIME} if there was none
 * @param audioDtsMs the time of the last audio frame, likewise
 * @param clockMs the wall clock of a CONFIG that waits for the next tag; {@link #NO_CLOCK} if none waits
 * @param clockOffsetMs wall clock less DTS at the last CONFIG
 * @param frameMs the time between the last two frames that tell the segment's length
 */
public record Mark(
        long offset,
        int tagIndex,
        FoldState fold,
        long videoDtsMs,
        long audioDtsMs,
        long clockMs,
        long clockOffsetMs,
        int frameMs) {
    /** There was no frame. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** No CONFIG waits for its tag. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    /** Where frames have not told their distance yet: 25 a second. */
    private static final int USUAL_FRAME_MS = 40;

    /** The beginning of a log. */
    public static Mark start(long offset) {
        return new Mark(offset, 0, FoldState.START, NO_TIME, NO_TIME, NO_CLOCK, 0, USUAL_FRAME_MS);
    }
}
