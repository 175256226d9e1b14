package io.weir.ts;

import io.weir.track.Sample;
import java.util.List;

/** Decode and presentation times of the pictures of a segment, in 90 kHz ticks. */
final class VideoClock {
    /** Composition times further below zero than this are taken for damage: they would hold the clock back for long. */
    static final long MAX_SHIFT_90K = 5 * 90_000;

    private final long shift90k;
    private long dts90k;
    private long pts90k;

    /**
     * Sets the shift for a whole segment. It is the most that any picture so far has needed, since a DTS must not be
     * after its PTS; it never shrinks, or times would jump.
     */
    VideoClock(TsState state, List<Sample> samples) {
        dts90k = state.lastDts90k();
        long shift = state.dtsShift90k();
        for (Sample sample : samples) {
            if (sample.video()) {
                shift = Math.max(shift, Math.min(-90L * sample.compositionMs(), MAX_SHIFT_90K));
            }
        }
        shift90k = shift;
    }

    /** The DTS that the next picture would get: strictly after the last. */
    long peekDts90k(Sample sample) {
        long wanted = sample.dtsMs() * 90 - shift90k;
        return dts90k == TsState.NONE ? wanted : Math.max(wanted, dts90k + 1);
    }

    void advance(Sample sample) {
        dts90k = peekDts90k(sample);
        pts90k = Math.max(dts90k, (sample.dtsMs() + sample.compositionMs()) * 90);
    }

    long dts90k() {
        return dts90k;
    }

    long pts90k() {
        return pts90k;
    }

    long shift90k() {
        return shift90k;
    }
}
