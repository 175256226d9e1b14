package io.weir.ts;

import io.weir.media.AvcDecoderConfiguration;
import io.weir.track.NalUnits;
import io.weir.track.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns pictures from length-prefixed NAL units into an Annex B access unit (ISO/IEC 14496-10 annex B and section
 * 7.4.1.2.3): delimiter first, then parameter sets where a decoder can start, then everything but filler. One object
 * serves all pictures of a segment: {@link #scan}, and {@link #write} when that says so.
 */
final class AvcAccessUnit {
    private static final int NAL_FIRST_VCL = 1;
    private static final int NAL_IDR = 5;
    private static final int NAL_SPS = 7;
    private static final int NAL_PPS = 8;
    private static final int NAL_DELIMITER = 9;
    private static final int NAL_FILLER = 12;

    private static final byte[] START_CODE = {0, 0, 0, 1};

    /** primary_pic_type 7: any slice. */
    private static final byte[] DELIMITER = {0, 0, 0, 1, NAL_DELIMITER, (byte) 0xF0};

    private final int nalLengthBytes;
    private final List<byte[]> parameterSets;
    private final int parameterSetBytes;

    /** Samples without a picture that wait for one, then the picture. */
    private final List<Sample> parts = new ArrayList<>();

    private boolean complete;
    private boolean damaged;
    private boolean sps;
    private boolean pps;
    private boolean randomAccess;
    private int nalBytes;

    AvcAccessUnit(AvcDecoderConfiguration configuration) {
        nalLengthBytes = configuration.nalLengthBytes();
        parameterSets = new ArrayList<>(configuration.sequenceParameterSets());
        parameterSets.addAll(configuration.pictureParameterSets());
        int bytes = 0;
        for (byte[] set : parameterSets) {
            bytes += START_CODE.length + set.length;
        }
        parameterSetBytes = bytes;
    }

    /**
     * Looks through a sample. A NAL unit that does not end within it is left out with all that follows.
     *
     * <p>Some senders give parameter sets or SEI a tag of their own. No access unit is without a picture, so they wait
     * and lead the next one; if none follows in the segment they are left out, since the next segment starts with the
     * parameter sets of the configuration anyway.
     *
     * @return whether there is a whole access unit to {@link #write} now
     */
    boolean scan(Sample sample) {
        if (complete) {
            parts.clear();
            complete = false;
            sps = false;
            pps = false;
            randomAccess = false;
            nalBytes = 0;
        }
        byte[] data = sample.data();
        int bytesBefore = nalBytes;
        int end = sample.offset() + sample.length();
        int at = sample.offset();
        int length = 0;
        while (at < end) {
            length = NalUnits.length(data, at, end, nalLengthBytes);
            if (length < 0) {
                break;
            }
            int nal = at + nalLengthBytes;
            if (isKept(data, nal, length)) {
                nalBytes += START_CODE.length + length;
                see(data[nal] & 0x1F);
            }
            at = nal + length;
        }
        damaged = length < 0;
        if (nalBytes > bytesBefore) {
            randomAccess |= sample.keyframe();
            parts.add(sample);
        }
        return complete;
    }

    private void see(int type) {
        sps |= type == NAL_SPS;
        pps |= type == NAL_PPS;
        randomAccess |= type == NAL_IDR;
        complete |= type >= NAL_FIRST_VCL && type <= NAL_IDR;
    }

    /** Whether NAL units of the sample scanned last were left out because a length did not fit. */
    boolean damaged() {
        return damaged;
    }

    /** Size in Annex B form, bytes. */
    int bytes() {
        return DELIMITER.length + (needsParameterSets() ? parameterSetBytes : 0) + nalBytes;
    }

    /** The most that {@link #bytes} adds to a picture of a few NAL units. */
    int expectedOverheadBytes() {
        return DELIMITER.length + parameterSetBytes + 4 * START_CODE.length;
    }

    void write(TsPacketWriter out) {
        out.write(DELIMITER);
        if (needsParameterSets()) {
            for (byte[] set : parameterSets) {
                out.write(START_CODE);
                out.write(set);
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            writeNalUnits(parts.get(i), out);
        }
    }

    private void writeNalUnits(Sample sample, TsPacketWriter out) {
        byte[] data = sample.data();
        int end = sample.offset() + sample.length();
        int at = sample.offset();
        while (at < end) {
            int length = NalUnits.length(data, at, end, nalLengthBytes);
            if (length < 0) {
                return;
            }
            int nal = at + nalLengthBytes;
            if (isKept(data, nal, length)) {
                out.write(START_CODE);
                out.write(data, nal, length);
            }
            at = nal + length;
        }
    }

    /** A PPS is read with its SPS, so a lone one is not trusted: both are put before it. */
    private boolean needsParameterSets() {
        return randomAccess && !(sps && pps);
    }

    private static boolean isKept(byte[] data, int nal, int length) {
        if (length == 0) {
            return false;
        }
        int type = data[nal] & 0x1F;
        return type != NAL_DELIMITER && type != NAL_FILLER;
    }
}
