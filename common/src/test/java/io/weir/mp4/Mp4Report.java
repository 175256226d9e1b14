package io.weir.mp4;

import java.util.List;

/**
 * What {@link Mp4Inspector} found in init and media segments that stand one after the other.
 *
 * @param problems breaks of the specification, one line each; empty for a good stream
 * @param segments how many media segments
 * @param inits how many init segments
 * @param video the samples of the picture track, in order
 * @param audio the samples of the sound track, in order
 */
public record Mp4Report(List<String> problems, int segments, int inits, List<Found> video, List<Found> audio) {
    /**
     * A sample.
     *
     * @param segment number of its media segment, from 0
     * @param dts decode time, in the track's timescale
     * @param pts that plus the composition offset
     * @param duration until the next one
     * @param sync whether a decoder can start here
     * @param hashes of its VCL NAL units, or of the sound frame
     */
    public record Found(int segment, long dts, long pts, long duration, boolean sync, int bytes, List<String> hashes) {}

    /** Hashes of the VCL NAL units in order. */
    public List<String> vclHashes() {
        return video.stream().flatMap(sample -> sample.hashes().stream()).toList();
    }

    /** Hashes of the sound frames in order. */
    public List<String> audioHashes() {
        return audio.stream().flatMap(sample -> sample.hashes().stream()).toList();
    }
}
