package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The basic and message header of a chunk, without the extended timestamp (Adobe RTMP 1.0, sections 5.3.1.1 and
 * 5.3.1.2).
 *
 * @param format 0 to 3; says which of the fields are there, the others are 0
 * @param timestampField 24 bits: a timestamp in format 0, a delta in 1 and 2
 * @param bytes of this header
 */
record ChunkHeader(
        int format, int chunkStreamId, int timestampField, int length, int type, int messageStreamId, int bytes) {
    /** The longest chunk header, extended timestamp included. */
    static final int MAX_BYTES = 3 + 11 + 4;

    /** In {@code timestampField}: the timestamp or delta stands in four bytes of its own. */
    static final int EXTENDED = 0xFFFFFF;

    private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};

    /** The header at the buffer's reader, which stays; null if it is not all there. */
    static @Nullable ChunkHeader peek(ByteBuf in) {
        int at = in.readerIndex();
        int readable = in.readableBytes();
        if (readable < 1) {
            return null;
        }
        int first = in.getUnsignedByte(at);
        int format = first >> 6;
        int id = first & 0x3F;
        int basicBytes = id == 0 ? 2 : id == 1 ? 3 : 1;
        int bytes = basicBytes + MESSAGE_HEADER_BYTES[format];
        if (readable < bytes) {
            return null;
        }
        if (basicBytes == 2) {
            id = 64 + in.getUnsignedByte(at + 1);
        } else if (basicBytes == 3) {
            id = 64 + in.getUnsignedShortLE(at + 1);
        }
        int message = at + basicBytes;
        return new ChunkHeader(
                format,
                id,
                format < 3 ? in.getUnsignedMedium(message) : 0,
                format < 2 ? in.getUnsignedMedium(message + 3) : 0,
                format < 2 ? in.getUnsignedByte(message + 6) : 0,
                format < 1 ? in.getIntLE(message + 7) : 0,
                bytes);
    }
}
