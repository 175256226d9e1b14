package io.weir.cut;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.weir.log.PinnedSettings;
import io.weir.mp4.Mp4State;
import io.weir.ts.TsState;
import org.jspecify.annotations.Nullable;

/**
 * Everything that cutting needs to go on from a cut: the checkpoint. A cutter made of it gives, for the records from its
 * mark on, the very segments that the cutter which made it gave.
 *
 * @param mark where to read on
 * @param settings what the epoch's writer pinned; null before the first CONFIG
 * @param config the codec configurations in force
 * @param muxed the configurations of the last segment, or {@link TrackConfig#NONE} before the first
 * @param targetDurationS EXT-X-TARGETDURATION; 0 until it is learned, and again after the end
 * @param forced whether a segment begins, since the last end, without a keyframe
 * @param discontinuity whether the next segment begins with a discontinuity
 * @param pdtOffsetMs program date-time less DTS
 * @param endMs the program date-time at which the last entry ends; {@link #NO_END} before the first
 * @param ts the state of the muxer of transport streams
 * @param mp4 that of the muxer of fragmented MP4; null, and not written, while segments are transport streams
 */
public record CutState(
        Mark mark,
        @Nullable PinnedSettings settings,
        TrackConfig config,
        TrackConfig muxed,
        int targetDurationS,
        boolean forced,
        boolean discontinuity,
        long pdtOffsetMs,
        long endMs,
        TsState ts,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Mp4State mp4) {
    /** There is no entry yet. */
    public static final long NO_END = Long.MIN_VALUE;

    /** The state at a log's beginning. */
    public static CutState start(long offset) {
        return new CutState(
                Mark.start(offset),
                null,
                TrackConfig.NONE,
                TrackConfig.NONE,
                0,
                false,
                false,
                0,
                NO_END,
                TsState.initial(),
                null);
    }

    /** Whether there is an entry before. */
    boolean hasEntries() {
        return endMs != NO_END;
    }

    /**
     * This state in a log that lost what lies before {@code offset}: entries and their times go on, across a
     * discontinuity, behind a gap of {@code gapMs}.
     */
    public CutState skipTo(long offset, long gapMs) {
        long end = endMs == NO_END ? NO_END : endMs + gapMs;
        return new CutState(
                Mark.start(offset),
                null,
                TrackConfig.NONE,
                muxed,
                targetDurationS,
                forced,
                end != NO_END,
                pdtOffsetMs,
                end,
                ts,
                mp4);
    }
}
