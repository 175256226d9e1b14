package io.weir.ts;

import io.weir.track.AudioGrid;

/**
 * What one segment hands to the next, so that counters and clocks run on. A checkpoint holds it. Times are in 90 kHz
 * ticks, unwrapped, without the constant that {@link TsMuxer} adds; {@link #NONE} where there is none yet.
 *
 * @param patCounter next continuity counter of the PAT, 0 to 15
 * @param pmtCounter likewise of the PMT
 * @param videoCounter likewise of the video
 * @param audioCounter likewise of the sound
 * @param pmtVersion version_number of the PMT, 0 to 31
 * @param dtsShift90k how much DTS are lowered below the FLV times, because composition times are negative
 * @param lastDts90k DTS of the last picture
 * @param lastPcr90k the last PCR, plus the constant by which it runs behind DTS
 * @param audioAnchor90k exact time at which the sample grid starts
 * @param audioSamples samples since the anchor; less than a second
 * @param lastAudioPts90k PTS of the last sound frame
 */
public record TsState(
        int patCounter,
        int pmtCounter,
        int videoCounter,
        int audioCounter,
        int pmtVersion,
        long dtsShift90k,
        long lastDts90k,
        long lastPcr90k,
        long audioAnchor90k,
        int audioSamples,
        long lastAudioPts90k) {
    /** No time yet. */
    public static final long NONE = AudioGrid.NONE;

    private static final int PMT_VERSIONS = 32;

    public TsState {
        checkRange("patCounter", patCounter, 15);
        checkRange("pmtCounter", pmtCounter, 15);
        checkRange("videoCounter", videoCounter, 15);
        checkRange("audioCounter", audioCounter, 15);
        checkRange("pmtVersion", pmtVersion, PMT_VERSIONS - 1);
        checkRange("dtsShift90k", dtsShift90k, VideoClock.MAX_SHIFT_90K);
        checkRange("audioSamples", audioSamples, AudioGrid.MAX_SAMPLES_SINCE_ANCHOR);
    }

    private static void checkRange(String field, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("TS state: " + field + " " + value + ", it is 0 to " + max);
        }
    }

    /** The state before the first segment of a stream. */
    public static TsState initial() {
        return new TsState(0, 0, 0, 0, 0, 0, NONE, NONE, NONE, 0, NONE);
    }

    /**
     * The state for a segment that follows an EXT-X-DISCONTINUITY: counters run on, clocks start anew.
     *
     * @param tracksChanged whether a configuration is new, which needs a new PMT version
     */
    public TsState afterDiscontinuity(boolean tracksChanged) {
        int version = tracksChanged ? (pmtVersion + 1) % PMT_VERSIONS : pmtVersion;
        return new TsState(patCounter, pmtCounter, videoCounter, audioCounter, version, 0, NONE, NONE, NONE, 0, NONE);
    }
}
