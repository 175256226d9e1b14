package io.weir.audit.media;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a PES packet, gathered from the packets of one PID (ISO/IEC 13818-1 section 2.4.3.6).
 *
 * <p>Its one growing array is as large as the largest picture of the segment.
 */
final class PesPacket {
    private static final int START_BYTES = 6;
    private static final int FIXED_BYTES = 9;
    private static final int TIME_BYTES = 5;

    private byte[] bytes = new byte[1 << 14];
    private int length;

    /** What a whole packet says. */
    record Content(byte[] data, int from, int to, long pts90k, long dts90k) {}

    boolean isEmpty() {
        return length == 0;
    }

    void add(byte[] data, int from, int to) {
        int more = to - from;
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
        System.arraycopy(data, from, bytes, length, more);
        length += more;
    }

    /** The whole packet, or null if there is none; its bytes are borrowed until the next {@link #add}. */
    @Nullable
    Content take() throws BrokenSegmentException {
        if (length == 0) {
            return null;
        }
        int all = length;
        length = 0;
        if (all < FIXED_BYTES || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 1) {
            throw new BrokenSegmentException("a PES packet of " + all + " bytes has no header");
        }
        int said = ((bytes[4] & 0xFF) << 8) | (bytes[5] & 0xFF);
        if (said != 0 && said != all - START_BYTES) {
            throw new BrokenSegmentException(
                    "a PES packet says " + said + " bytes and has " + (all - START_BYTES) + " behind its length");
        }
        int times = (bytes[7] >> 6) & 0x3;
        int from = FIXED_BYTES + (bytes[8] & 0xFF);
        int timeBytes = times == 3 ? 2 * TIME_BYTES : times == 2 ? TIME_BYTES : 0;
        if (timeBytes == 0 || (bytes[8] & 0xFF) < timeBytes || from > all) {
            throw new BrokenSegmentException("a PES packet has no time, or no end to its header");
        }
        long pts = time(FIXED_BYTES);
        return new Content(bytes, from, all, pts, times == 3 ? time(FIXED_BYTES + TIME_BYTES) : pts);
    }

    private long time(int at) {
        return ((long) ((bytes[at] >> 1) & 0x7) << 30)
                | ((bytes[at + 1] & 0xFF) << 22)
                | (((bytes[at + 2] >> 1) & 0x7F) << 15)
                | ((bytes[at + 3] & 0xFF) << 7)
                | ((bytes[at + 4] >> 1) & 0x7F);
    }
}
