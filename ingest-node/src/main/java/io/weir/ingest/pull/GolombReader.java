package io.weir.ingest.pull;

import java.nio.ByteBuffer;

/**
 * Unsigned Exp-Golomb codes (ISO/IEC 14496-10 section 9.1) at the beginning of a NAL unit, without its emulation prevention
 * bytes. Copies nothing.
 */
final class GolombReader {
    /** No field that is read here has more. */
    private static final int MAX_ZEROS = 24;

    private final ByteBuffer data;
    private final int end;
    private int at;
    private int bit = 8;
    private int zeroBytes;
    private int current;

    /** Reads between two absolute indexes. */
    GolombReader(ByteBuffer data, int start, int end) {
        this.data = data;
        this.at = start;
        this.end = end;
    }

    /** The next code; -1 if the NAL unit ends within it, or it is longer than any that is read here. */
    int unsigned() {
        int zeros = 0;
        int next = bit();
        while (next == 0) {
            if (++zeros > MAX_ZEROS) {
                return -1;
            }
            next = bit();
        }
        int value = next;
        for (int i = 0; i < zeros && value >= 0; i++) {
            next = bit();
            value = next < 0 ? -1 : value << 1 | next;
        }
        return value < 0 ? -1 : value - 1;
    }

    private int bit() {
        if (bit == 8) {
            if (at < end && zeroBytes >= 2 && data.get(at) == 3) {
                at++;
                zeroBytes = 0;
            }
            if (at >= end) {
                return -1;
            }
            current = data.get(at++) & 0xFF;
            zeroBytes = current == 0 ? zeroBytes + 1 : 0;
            bit = 0;
        }
        return current >> (7 - bit++) & 1;
    }
}
