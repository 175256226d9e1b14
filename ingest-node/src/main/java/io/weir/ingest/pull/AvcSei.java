package io.weir.ingest.pull;

import java.nio.ByteBuffer;

/**
 * Recovery points (ISO/IEC 14496-10 section D.1.8). One that is reached at once is an open GOP's beginning: some encoders send an
 * IDR once only, and streams of theirs would otherwise never be cut. One that is reached some pictures later (intra refresh) is
 * no place to begin, since players would show what is not whole.
 */
final class AvcSei {
    private static final int RECOVERY_POINT = 6;

    private AvcSei() {}

    /** Whether the NAL unit holds a recovery point with a recovery_frame_cnt of 0. */
    static boolean recoversAtOnce(ByteBuffer data, int offset, int length) {
        int end = offset + length;
        int at = offset + 1;
        // Two bytes of header at least, and one of payload; what is behind the last one are trailing bits.
        while (end - at > 2) {
            int type = 0;
            while (at < end && (data.get(at) & 0xFF) == 0xFF) {
                type += 255;
                at++;
            }
            if (end - at < 2) {
                return false;
            }
            type += data.get(at++) & 0xFF;
            int size = 0;
            while (at < end && (data.get(at) & 0xFF) == 0xFF) {
                size += 255;
                at++;
            }
            if (at == end) {
                return false;
            }
            size += data.get(at++) & 0xFF;
            if (type == RECOVERY_POINT) {
                return new GolombReader(data, at, Math.min(end, at + size)).unsigned() == 0;
            }
            at += size;
        }
        return false;
    }
}
