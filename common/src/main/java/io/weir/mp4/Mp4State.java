package io.weir.mp4;

import io.weir.track.AudioGrid;

/**
 * What one media segment hands to the next, so that numbers and clocks run on. A checkpoint holds it.
 *
 * @param sequence sequence_number of the next segment: 1 and up, modulo 2^32
 * @param baseMs the DTS, in the log's time, that stands at {@link Mp4Muxer#START_MS}; {@link #NONE} if none does yet
 * @param lastDts90k decode time of the last picture; {@link #NONE} if there was none
 * @param audioAnchor exact time from which the sound's samples are counted, in samples; {@link #NONE} likewise
 * @param audioSamples samples since then; less than a second
 * @param lastAudioPts time of the last sound frame, in samples; {@link #NONE} likewise
 */
public record Mp4State(
        long sequence, long baseMs, long lastDts90k, long audioAnchor, int audioSamples, long lastAudioPts) {
    /** No time yet. */
    public static final long NONE = AudioGrid.NONE;

    private static final long MAX_SEQUENCE = 0xFFFF_FFFFL;

    public Mp4State {
        if (sequence < 0 || sequence > MAX_SEQUENCE) {
            throw new IllegalArgumentException("MP4 state: sequence " + sequence + ", it is 0 to " + MAX_SEQUENCE);
        }
        if (audioSamples < 0 || audioSamples > AudioGrid.MAX_SAMPLES_SINCE_ANCHOR) {
            throw new IllegalArgumentException(
                    "MP4 state: audioSamples " + audioSamples + ", it is 0 to " + AudioGrid.MAX_SAMPLES_SINCE_ANCHOR);
        }
    }

    /** The state before the first segment. */
    public static Mp4State initial() {
        return new Mp4State(1, NONE, NONE, NONE, 0, NONE);
    }

    /** The state for a segment that follows an EXT-X-DISCONTINUITY: numbers run on, clocks start anew. */
    public Mp4State afterDiscontinuity() {
        return new Mp4State(sequence, NONE, NONE, NONE, 0, NONE);
    }

    /** The number after this one. */
    long nextSequence() {
        return sequence + 1 & MAX_SEQUENCE;
    }
}
