package io.weir.mp4;

import io.weir.media.VideoFormat;
import io.weir.media.VideoFormat.NalKind;
import io.weir.track.NalUnits;
import io.weir.track.Sample;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the samples of a picture track (ISO/IEC 14496-15 sections 5.3.2 and 8.3.2) of those in the log. Their NAL units stay
 * as they are, each after its length. Left out are filler, empty ones, and parameter sets that the configuration has too,
 * for they are to stand there alone; others stay, since nothing could be decoded without them.
 *
 * <p>Some senders give parameter sets or SEI a tag of their own. No sample is without a picture, so they wait and lead the
 * next one; what waits at the segment's end is left out.
 */
final class Pictures {
    private final TrackRun run;
    private final VideoFormat format;
    private final int nalLengthBytes;
    private final List<byte[]> parameterSets;
    private boolean sync;
    private boolean damaged;

    /** @param run where the bytes go; its samples are the caller's to close */
    Pictures(TrackRun run, VideoFormat format) {
        this.run = run;
        this.format = format;
        nalLengthBytes = format.nalLengthBytes();
        parameterSets = format.parameterSets();
    }

    /**
     * Adds a sample's NAL units to the sample that is open in the run. One that does not end within its sample is left out
     * with all that follows.
     *
     * @return whether there is a picture in it, so that it is to be closed
     */
    boolean add(Sample sample) {
        sync = sample.keyframe() || (sync && run.isOpen());
        byte[] data = sample.data();
        int end = sample.offset() + sample.length();
        int at = sample.offset();
        int length = 0;
        boolean picture = false;
        while (at < end) {
            length = NalUnits.length(data, at, end, nalLengthBytes);
            if (length < 0) {
                break;
            }
            int nal = at + nalLengthBytes;
            NalKind kind = length == 0 ? NalKind.FILLER : format.kind(data[nal]);
            picture |= kind == NalKind.SLICE;
            if (kind != NalKind.FILLER && !(kind == NalKind.PARAMETER_SET && isConfigured(data, nal, length))) {
                run.append(data, at, nalLengthBytes + length);
            }
            at = nal + length;
        }
        damaged = length < 0;
        return picture;
    }

    /** Whether a decoder can start at the sample that is open. */
    boolean sync() {
        return sync;
    }

    /** Whether NAL units of the sample added last were left out because a length did not fit. */
    boolean damaged() {
        return damaged;
    }

    private boolean isConfigured(byte[] data, int nal, int length) {
        for (byte[] set : parameterSets) {
            if (Arrays.equals(set, 0, set.length, data, nal, nal + length)) {
                return true;
            }
        }
        return false;
    }
}
