package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages into chunks (Adobe RTMP 1.0, section 5.3). Copies each payload once, into the output.
 *
 * <p>A message begins with the shortest of chunk types 0, 1 and 2 that says it; never with 3, which peers read in
 * different ways after a type 0. Not for several threads.
 */
final class ChunkEncoder {
    private static final int MAX_LENGTH = 0xFFFFFF;

    private final IntObjectMap<ChunkStream> streams = new IntObjectHashMap<>();
    private int chunkBytes = ChunkDecoder.DEFAULT_CHUNK_BYTES;

    /** The size of the chunks from now on; the peer must have been told. */
    void chunkBytes(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("chunk size " + bytes);
        }
        chunkBytes = bytes;
    }

    /**
     * Appends one message.
     *
     * @param message its payload is borrowed, and its reader stays
     * @throws IllegalArgumentException if the payload is longer than 24 bits can say
     */
    void write(ByteBuf out, int chunkStreamId, RawMessage message) {
        ByteBuf payload = message.payload();
        int length = payload.readableBytes();
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("message of " + length + " bytes, at most " + MAX_LENGTH);
        }
        ChunkStream last = streams.get(chunkStreamId);
        int format = format(last, message);
        if (last == null) {
            last = new ChunkStream(chunkStreamId);
            streams.put(chunkStreamId, last);
        }
        int timestampField = format == 0 ? message.timestampMs() : message.timestampMs() - last.timestampMs;
        boolean extended = Integer.compareUnsigned(timestampField, ChunkHeader.EXTENDED) >= 0;
        int chunks = length / chunkBytes + 1;
        out.ensureWritable(length + ChunkHeader.MAX_BYTES + chunks * 7);

        writeBasicHeader(out, format, chunkStreamId);
        out.writeMedium(extended ? ChunkHeader.EXTENDED : timestampField);
        if (format < 2) {
            out.writeMedium(length).writeByte(message.type());
        }
        if (format < 1) {
            out.writeIntLE(message.messageStreamId());
        }
        writeExtended(out, extended, timestampField);
        int from = payload.readerIndex();
        int end = from + length;
        int bytes = Math.min(chunkBytes, length);
        out.writeBytes(payload, from, bytes);
        for (from += bytes; from < end; from += bytes) {
            writeBasicHeader(out, 3, chunkStreamId);
            writeExtended(out, extended, timestampField);
            bytes = Math.min(chunkBytes, end - from);
            out.writeBytes(payload, from, bytes);
        }

        last.timestampMs = message.timestampMs();
        last.length = length;
        last.type = message.type();
        last.messageStreamId = message.messageStreamId();
    }

    private static int format(@Nullable ChunkStream last, RawMessage message) {
        if (last == null || last.messageStreamId != message.messageStreamId()) {
            return 0;
        }
        int deltaMs = message.timestampMs() - last.timestampMs;
        if (Integer.compareUnsigned(deltaMs, ChunkHeader.EXTENDED) >= 0) {
            return 0; // back in time, or so far on that an extended delta would be needed, which few peers read
        }
        return last.type == message.type() && last.length == message.payload().readableBytes() ? 2 : 1;
    }

    private static void writeBasicHeader(ByteBuf out, int format, int chunkStreamId) {
        if (chunkStreamId < 64) {
            out.writeByte((format << 6) | chunkStreamId);
        } else if (chunkStreamId < 64 + 256) {
            out.writeByte(format << 6).writeByte(chunkStreamId - 64);
        } else {
            out.writeByte((format << 6) | 1).writeShortLE(chunkStreamId - 64);
        }
    }

    private static void writeExtended(ByteBuf out, boolean extended, int timestampField) {
        if (extended) {
            out.writeInt(timestampField);
        }
    }
}
