package io.weir.ingest.pull;

import java.nio.ByteBuffer;

/**
 * Walks over the NAL units of an access unit in byte stream form (ITU-T H.264 Annex B): {@code 00 00 01} before each, zeros
 * around it.
 */
final class NalUnits {
    private static final int START_CODE_BYTES = 3;

    private final ByteBuffer bytes;
    private int next;
    private int start;
    private int end;

    /**
     * Before the first unit.
     *
     * @param bytes borrowed; position 0 to limit
     */
    NalUnits(ByteBuffer bytes) {
        this.bytes = bytes;
        this.next = afterStartCode(0);
    }

    /** Goes to the next unit that has a byte; false behind the last. */
    boolean advance() {
        while (next <= bytes.limit()) {
            start = next;
            next = afterStartCode(start);
            end = next > bytes.limit() ? bytes.limit() : next - START_CODE_BYTES;
            while (end > start && bytes.get(end - 1) == 0) {
                end--; // zeros that belong to the next start code, or to nothing
            }
            if (end > start) {
                return true;
            }
        }
        return false;
    }

    /** Where the unit behind the next start code begins; beyond the limit if there is none. */
    private int afterStartCode(int from) {
        int zeros = 0;
        for (int at = from; at < bytes.limit(); at++) {
            byte value = bytes.get(at);
            if (value == 1 && zeros >= 2) {
                return at + 1;
            }
            zeros = value == 0 ? zeros + 1 : 0;
        }
        return bytes.limit() + 1;
    }

    /** The unit's first byte, absolute. */
    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /** The unit's bytes, copied. */
    byte[] copy() {
        byte[] unit = new byte[length()];
        bytes.get(start, unit);
        return unit;
    }
}
