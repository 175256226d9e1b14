package io.weir.flv;

import io.netty.buffer.ByteBuf;

/**
 * One FLV tag, its body a range of a buffer that it shares with others.
 *
 * @param type {@link #AUDIO}, {@link #VIDEO}, {@link #SCRIPT}, or any other 5-bit value
 * @param timestampMs decode time; 32 bits that wrap, read as unsigned
 * @param buffer borrowed: whoever keeps the tag keeps the buffer
 * @param offset absolute index of the body's first byte in {@code buffer}
 * @param length of the body, bytes; 0 to 2^24 - 1
 */
public record FlvTag(int type, int timestampMs, ByteBuf buffer, int offset, int length) {
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int SCRIPT = 18;

    /** Bytes of a tag's header in file form. */
    public static final int HEADER_BYTES = 11;

    /** Bytes of the PreviousTagSize that follows each tag in file form. */
    public static final int TRAILER_BYTES = 4;

    /** The longest body a tag can have, bytes (24 bits). */
    public static final int MAX_BODY_BYTES = 0xFFFFFF;

    /** The size of this tag in file form with its PreviousTagSize, bytes. */
    public int fileBytes() {
        return HEADER_BYTES + length + TRAILER_BYTES;
    }
}
