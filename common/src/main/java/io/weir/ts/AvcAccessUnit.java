package io.weir.ts;

import io.weir.media.AvcDecoderConfiguration;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns one picture from length-prefixed NAL units into an Annex B access unit (ISO/IEC 14496-10 annex B and section
 * 7.4.1.2.3): delimiter first, then parameter sets where a decoder can start, then everything but filler. One object
 * serves all pictures of a segment: {@link #scan}, then {@link #write}.
 */
final class AvcAccessUnit {
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

    private byte[] data = {};
    private int start;
    private int wholeEnd;
    private boolean withParameterSets;
    private boolean damaged;
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

    /** Looks through a picture. A NAL unit that does not end within it is left out with all that follows. */
    void scan(TsSample sample) {
        data = sample.data();
        start = sample.offset();
        damaged = false;
        nalBytes = 0;
        boolean sps = false;
        boolean pps = false;
        boolean randomAccess = sample.keyframe();
        int end = start + sample.length();
        int at = start;
        while (at < end) {
            int length = end - at < nalLengthBytes ? -1 : nalLength(at);
            if (length < 0 || length > end - at - nalLengthBytes) {
                damaged = true;
                break;
            }
            int nal = at + nalLengthBytes;
            if (isKept(nal, length)) {
                nalBytes += START_CODE.length + length;
                int type = data[nal] & 0x1F;
                sps |= type == NAL_SPS;
                pps |= type == NAL_PPS;
                randomAccess |= type == NAL_IDR;
            }
            at = nal + length;
        }
        wholeEnd = at;
        // A PPS is read with its SPS, so a lone one is not trusted: both are put before it.
        withParameterSets = randomAccess && !(sps && pps);
    }

    /** Whether NAL units were left out because a length did not fit. */
    boolean damaged() {
        return damaged;
    }

    boolean empty() {
        return nalBytes == 0;
    }

    /** Size in Annex B form, bytes. */
    int bytes() {
        return DELIMITER.length + (withParameterSets ? parameterSetBytes : 0) + nalBytes;
    }

    /** The most that {@link #bytes} adds to a picture of a few NAL units. */
    int expectedOverheadBytes() {
        return DELIMITER.length + parameterSetBytes + 4 * START_CODE.length;
    }

    void write(TsPacketWriter out) {
        out.write(DELIMITER);
        if (withParameterSets) {
            for (byte[] set : parameterSets) {
                out.write(START_CODE);
                out.write(set);
            }
        }
        int at = start;
        while (at < wholeEnd) {
            int length = nalLength(at);
            int nal = at + nalLengthBytes;
            if (isKept(nal, length)) {
                out.write(START_CODE);
                out.write(data, nal, length);
            }
            at = nal + length;
        }
    }

    private boolean isKept(int nal, int length) {
        if (length == 0) {
            return false;
        }
        int type = data[nal] & 0x1F;
        return type != NAL_DELIMITER && type != NAL_FILLER;
    }

    /** Negative if 2^31 or more. */
    private int nalLength(int at) {
        int length = 0;
        for (int i = 0; i < nalLengthBytes; i++) {
            length = (length << 8) | (data[at + i] & 0xFF);
        }
        return length;
    }
}
