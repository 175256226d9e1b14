package io.weir.camera;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames to RTP packets: H.264 of RFC 6184 (single NAL units and FU-A), HEVC of RFC 7798 (single NAL units and FU), AAC of
 * RFC 3640 (AAC-hbr), plain G.711.
 */
final class Packetizer {
    private static final int FU_A = 28;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;
    private static final int TYPE_BITS = 0x1F;
    private static final int HEVC_FU = 49;

    /** Those of HEVC's type, in the first byte of its NAL units' headers. */
    private static final int HEVC_TYPE_BITS = 0x7E;

    private static final int AU_HEADERS_BYTES = 4;
    private static final int AU_HEADER_BITS = 16;
    private static final int AU_INDEX_BITS = 3;

    private Packetizer() {}

    /**
     * The NAL units of a frame in FLV's form.
     *
     * @param nalLengthBytes bytes of the length before each
     */
    static List<byte[]> nalUnits(ByteBuf frame, int offset, int length, int nalLengthBytes) {
        List<byte[]> nalUnits = new ArrayList<>();
        int at = offset;
        int end = offset + length;
        while (end - at > nalLengthBytes) {
            int nalBytes = 0;
            for (int i = 0; i < nalLengthBytes; i++) {
                nalBytes = (nalBytes << 8) | frame.getUnsignedByte(at + i);
            }
            at += nalLengthBytes;
            byte[] nal = new byte[Math.max(0, Math.min(nalBytes, end - at))];
            frame.getBytes(at, nal);
            at += nal.length;
            if (nal.length > 0) {
                nalUnits.add(nal);
            }
        }
        return nalUnits;
    }

    /** A frame's NAL units; the last packet has the marker. */
    static void writeVideo(ByteBuf out, RtpTrack track, boolean hevc, List<byte[]> nalUnits, int timestamp) {
        for (int i = 0; i < nalUnits.size(); i++) {
            byte[] nal = nalUnits.get(i);
            boolean last = i == nalUnits.size() - 1;
            if (nal.length <= RtpTrack.MAX_PAYLOAD_BYTES) {
                track.writeHeader(out, nal.length, timestamp, last);
                out.writeBytes(nal);
            } else {
                writeFragments(out, track, hevc, nal, timestamp, last);
            }
        }
    }

    /** The NAL unit's header goes into those of the fragments: one byte of H.264, two of HEVC, and one that tells the fragment. */
    private static void writeFragments(
            ByteBuf out, RtpTrack track, boolean hevc, byte[] nal, int timestamp, boolean lastOfFrame) {
        byte[] header = hevc
                ? new byte[] {(byte) ((nal[0] & ~HEVC_TYPE_BITS) | HEVC_FU << 1), nal[1]}
                : new byte[] {(byte) ((nal[0] & ~TYPE_BITS) | FU_A)};
        int type = hevc ? (nal[0] & HEVC_TYPE_BITS) >> 1 : nal[0] & TYPE_BITS;
        int at = header.length;
        while (at < nal.length) {
            int bytes = Math.min(RtpTrack.MAX_PAYLOAD_BYTES - header.length - 1, nal.length - at);
            boolean start = at == header.length;
            boolean end = at + bytes == nal.length;
            track.writeHeader(out, header.length + 1 + bytes, timestamp, end && lastOfFrame);
            out.writeBytes(header);
            out.writeByte(type | (start ? FU_START : 0) | (end ? FU_END : 0));
            out.writeBytes(nal, at, bytes);
            at += bytes;
        }
    }

    /** One AAC frame, in one packet whatever its length: at a camera's rates it fits. */
    static void writeAac(ByteBuf out, RtpTrack track, ByteBuf frame, int offset, int length, int timestamp) {
        track.writeHeader(out, AU_HEADERS_BYTES + length, timestamp, true);
        out.writeShort(AU_HEADER_BITS).writeShort(length << AU_INDEX_BITS);
        out.writeBytes(frame, offset, length);
    }

    /** One packet of samples of a byte each. */
    static void writeG711(ByteBuf out, RtpTrack track, byte[] samples, int offset, int length, int timestamp) {
        track.writeHeader(out, length, timestamp, false);
        out.writeBytes(samples, offset, length);
    }
}
