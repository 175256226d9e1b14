package io.weir.flv;

import io.netty.buffer.ByteBuf;

/**
 * Tags in FLV file form: header, body, PreviousTagSize, one after the other, without a file header.
 *
 * <p>Source: Adobe Flash Video File Format 10.1, annex E.3 and E.4.
 */
public final class FlvTags {
    private FlvTags() {}

    /**
     * Reads one tag and moves the reader past it and its PreviousTagSize. The body is not copied.
     *
     * @throws FlvFormatException if the tag does not end within the buffer, is encrypted, or its PreviousTagSize is not
     *     its size
     */
    public static FlvTag read(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < FlvTag.HEADER_BYTES + FlvTag.TRAILER_BYTES) {
            throw new FlvFormatException("FLV tag at " + start + ": " + in.readableBytes()
                    + " bytes left, a tag has at least " + (FlvTag.HEADER_BYTES + FlvTag.TRAILER_BYTES));
        }
        int flags = in.getUnsignedByte(start);
        if ((flags & 0x20) != 0) {
            throw new FlvFormatException("FLV tag at " + start + ": encrypted (filter bit set)");
        }
        int length = in.getUnsignedMedium(start + 1);
        // TimestampExtended, the fourth byte, is the high one.
        int timestampMs = in.getUnsignedMedium(start + 4) | in.getUnsignedByte(start + 7) << 24;
        int bodyStart = start + FlvTag.HEADER_BYTES;
        int bodyEnd = bodyStart + length;
        if (bodyEnd + FlvTag.TRAILER_BYTES > in.writerIndex()) {
            throw new FlvFormatException("FLV tag at " + start + ": body of " + length + " bytes, "
                    + (in.writerIndex() - bodyStart) + " left with its PreviousTagSize");
        }
        long previousTagSize = in.getUnsignedInt(bodyEnd);
        if (previousTagSize != FlvTag.HEADER_BYTES + length) {
            throw new FlvFormatException("FLV tag at " + start + ": PreviousTagSize " + previousTagSize
                    + ", the tag has " + (FlvTag.HEADER_BYTES + length));
        }
        in.readerIndex(bodyEnd + FlvTag.TRAILER_BYTES);
        return new FlvTag(flags & 0x1F, timestampMs, in, bodyStart, length);
    }

    /**
     * Appends one tag with its PreviousTagSize.
     *
     * @param body borrowed; its readable bytes are copied and its reader stays
     * @throws IllegalArgumentException if the body is longer than {@link FlvTag#MAX_BODY_BYTES}
     */
    public static void write(ByteBuf out, int type, int timestampMs, ByteBuf body) {
        int length = body.readableBytes();
        if (length > FlvTag.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "FLV tag body of " + length + " bytes, at most " + FlvTag.MAX_BODY_BYTES);
        }
        out.ensureWritable(FlvTag.HEADER_BYTES + length + FlvTag.TRAILER_BYTES);
        out.writeByte(type);
        out.writeMedium(length);
        out.writeMedium(timestampMs);
        out.writeByte(timestampMs >>> 24);
        out.writeMedium(0);
        out.writeBytes(body, body.readerIndex(), length);
        out.writeInt(FlvTag.HEADER_BYTES + length);
    }
}
