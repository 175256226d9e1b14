package io.weir.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes boxes (ISO/IEC 14496-12 section 4.2), most significant byte first; a box's size is filled in at its end. */
final class BoxWriter {
    /** A segment that would need more bytes than this is refused. */
    static final int MAX_OUTPUT_BYTES = 1 << 30;

    static final int HEADER_BYTES = 8;

    private byte[] out;
    private int position;

    /** @param expectedBytes room for so much at once; more is made when it is needed */
    BoxWriter(long expectedBytes) {
        if (expectedBytes > MAX_OUTPUT_BYTES) {
            throw new IllegalArgumentException("segment of more than " + MAX_OUTPUT_BYTES + " bytes");
        }
        out = new byte[(int) expectedBytes];
    }

    /** Begins a box; returns its place, for {@link #end}. */
    int begin(String type) {
        int box = position;
        put32(0);
        type(type);
        return box;
    }

    /** Begins a box with version and flags. */
    int begin(String type, int version, int flags) {
        int box = begin(type);
        put32(version << 24 | flags);
        return box;
    }

    /** Ends the box that was begun at a place. */
    void end(int box) {
        set32(box, position - box);
    }

    int position() {
        return position;
    }

    void set32(int at, int value) {
        out[at] = (byte) (value >>> 24);
        out[at + 1] = (byte) (value >>> 16);
        out[at + 2] = (byte) (value >>> 8);
        out[at + 3] = (byte) value;
    }

    /** Four letters. */
    void type(String fourLetters) {
        put(fourLetters.getBytes(StandardCharsets.ISO_8859_1));
    }

    void put(int value) {
        ensureRoom(1);
        out[position++] = (byte) value;
    }

    void put16(int value) {
        put(value >> 8);
        put(value);
    }

    void put32(int value) {
        ensureRoom(4);
        set32(position, value);
        position += 4;
    }

    void put64(long value) {
        put32((int) (value >>> 32));
        put32((int) value);
    }

    void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int offset, int length) {
        ensureRoom(length);
        System.arraycopy(bytes, offset, out, position, length);
        position += length;
    }

    void zeros(int count) {
        ensureRoom(count);
        position += count; // the array came with zeros, and nothing is taken back
    }

    /** All that was written, without a copy. */
    ByteBuffer written() {
        return ByteBuffer.wrap(out, 0, position);
    }

    private void ensureRoom(int bytes) {
        if (out.length - position < bytes) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, position + bytes));
        }
    }
}
