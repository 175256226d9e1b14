package io.weir.media;

import java.util.Arrays;

/** Writes bits, most significant first; the last byte is filled with zeros. For configurations of a few bytes. */
final class BitWriter {
    private byte[] bytes = new byte[16];
    private int bit;

    void bits(int count, int value) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length, (bit + count + 7) / 8));
        for (int i = count - 1; i >= 0; i--, bit++) {
            bytes[bit >> 3] |= (byte) ((value >> i & 1) << (7 - (bit & 7)));
        }
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, (bit + 7) / 8);
    }
}
