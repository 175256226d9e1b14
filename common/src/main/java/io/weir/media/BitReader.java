package io.weir.media;

/** Reads bits, most significant first, never past its range. */
final class BitReader {
    private final String what;
    private final byte[] bytes;
    private final long endBit;
    private long bit;

    /** @param what stands before every error message */
    BitReader(String what, byte[] bytes, int offset, int length) {
        this.what = what;
        this.bytes = bytes;
        this.bit = offset * 8L;
        this.endBit = (offset + (long) length) * 8L;
    }

    long bitsLeft() {
        return endBit - bit;
    }

    boolean flag(String field) {
        return bits(1, field) != 0;
    }

    /** Reads 0 to 32 bits; 32 come as the same 32 bits of an int. */
    int bits(int count, String field) {
        require(count, field);
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value = (value << 1) | ((bytes[(int) (bit >> 3)] >> (7 - (int) (bit & 7))) & 1);
        }
        return value;
    }

    void skip(int count, String field) {
        require(count, field);
        bit += count;
    }

    /** Skips to the next whole byte; ranges start at whole bytes. */
    void align() {
        skip((int) (-bit & 7), "alignment");
    }

    /** Reads an unsigned Exp-Golomb code of at most {@code max} (ISO/IEC 14496-10 section 9.1). */
    int unsignedGolomb(int max, String field) {
        long value = golomb(field);
        if (value > max) {
            throw new MalformedMediaException(what + ": " + field + " " + value + ", at most " + max);
        }
        return (int) value;
    }

    /** Reads a signed Exp-Golomb code of any 32-bit value (section 9.1.1). */
    int signedGolomb(String field) {
        long code = golomb(field);
        return (int) ((code & 1) == 0 ? -(code >> 1) : (code >> 1) + 1);
    }

    private long golomb(String field) {
        int zeros = 0;
        while (!flag(field)) {
            zeros++;
            if (zeros > 31) {
                throw new MalformedMediaException(what + ": " + field + " has a code of more than 31 leading zeros");
            }
        }
        return (1L << zeros) - 1 + Integer.toUnsignedLong(bits(zeros, field));
    }

    private void require(int count, String field) {
        if (count > bitsLeft()) {
            throw new MalformedMediaException(
                    what + ": " + field + " of " + count + " bits, " + bitsLeft() + " bits left");
        }
    }
}
