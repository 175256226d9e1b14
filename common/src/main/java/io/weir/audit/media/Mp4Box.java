package io.weir.audit.media;

import java.nio.charset.StandardCharsets;

/**
 * A box (ISO/IEC 14496-12 section 4.2): its type and the range of what it holds.
 *
 * @param from the first byte behind its header
 * @param to the first byte behind it
 */
record Mp4Box(byte[] data, String type, int start, int from, int to) {
    private static final int HEADER_BYTES = 8;

    /** Takes a box. */
    @FunctionalInterface
    interface Sink {
        void box(Mp4Box box) throws BrokenSegmentException;
    }

    /** Gives the boxes of a range, one after the other. */
    static void each(byte[] data, int from, int to, Sink sink) throws BrokenSegmentException {
        int at = from;
        while (at < to) {
            if (to - at < HEADER_BYTES) {
                throw new BrokenSegmentException(to - at + " bytes at byte " + at + " are no box");
            }
            long size = u32(data, at);
            String type = new String(data, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (size < HEADER_BYTES || size > to - at) {
                throw new BrokenSegmentException(
                        "the box " + type + " at byte " + at + " says " + size + " bytes, there are " + (to - at));
            }
            sink.box(new Mp4Box(data, type, at, at + HEADER_BYTES, at + (int) size));
            at += (int) size;
        }
    }

    /** Gives the boxes in this one. */
    void each(int skipped, Sink sink) throws BrokenSegmentException {
        each(data, require(skipped), to, sink);
    }

    /** The index of what stands behind so many bytes of this box. */
    int require(int bytes) throws BrokenSegmentException {
        if (to - from < bytes) {
            throw new BrokenSegmentException("the box " + type + " at byte " + start + " is cut short");
        }
        return from + bytes;
    }

    /** 32 bits, so many bytes behind this box's header. */
    long u32(int offset) throws BrokenSegmentException {
        return u32(data, require(offset + 4) - 4);
    }

    long u64(int offset) throws BrokenSegmentException {
        return (u32(offset) << 32) | u32(offset + 4);
    }

    int u8(int offset) throws BrokenSegmentException {
        return data[require(offset + 1) - 1] & 0xFF;
    }

    private static long u32(byte[] data, int at) {
        return ((data[at] & 0xFFL) << 24)
                | ((data[at + 1] & 0xFF) << 16)
                | ((data[at + 2] & 0xFF) << 8)
                | (data[at + 3] & 0xFF);
    }
}
