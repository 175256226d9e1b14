package io.weir.ingest.pull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the NAL units of one access unit lie: between start codes (ISO/IEC 14496-10 annex B) or behind lengths (ISO/IEC 14496-15).
 * One object serves a track. Bytes are not copied.
 */
final class NalUnits {
    /** What comes after this many NAL units of an access unit is left out; a picture of level 6.2 has at most 800 slices. */
    static final int MAX = 1_024;

    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;
    private boolean damaged;

    /**
     * Finds the NAL units between start codes. Bytes before the first start code are passed over, and zeros before the next one.
     *
     * @param data borrowed; its position and limit are the access unit's, and stay
     */
    void scanAnnexB(ByteBuffer data) {
        clear();
        int end = data.limit();
        int start = -1;
        int zeros = 0;
        for (int at = data.position(); at < end; at++) {
            byte value = data.get(at);
            if (value == 0) {
                zeros++;
                continue;
            }
            if (value == 1 && zeros >= 2) {
                add(start, at - zeros);
                start = at + 1;
            }
            zeros = 0;
        }
        add(start, end - zeros);
    }

    /**
     * Finds the NAL units behind their lengths. One that does not end within the access unit is left out, with all behind it.
     *
     * @param data borrowed; its position and limit are the access unit's, and stay
     * @param lengthBytes 1, 2 or 4
     */
    void scanLengths(ByteBuffer data, int lengthBytes) {
        clear();
        int end = data.limit();
        int at = data.position();
        while (at < end) {
            if (end - at < lengthBytes) {
                damaged = true;
                return;
            }
            int length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | (data.get(at + i) & 0xFF);
            }
            at += lengthBytes;
            if (length < 0 || length > end - at) {
                damaged = true;
                return;
            }
            add(at, at + length);
            at += length;
        }
    }

    private void clear() {
        count = 0;
        damaged = false;
    }

    private void add(int start, int end) {
        if (start < 0 || end <= start) {
            return;
        }
        if (count == MAX) {
            damaged = true;
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        offsets[count] = start;
        lengths[count++] = end - start;
    }

    int count() {
        return count;
    }

    /** The absolute index of a NAL unit's first byte. */
    int offset(int index) {
        return offsets[index];
    }

    /** Above 0. */
    int length(int index) {
        return lengths[index];
    }

    /** Whether something was left out. */
    boolean damaged() {
        return damaged;
    }
}
