package io.weir.flv;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tags of an FLV file, one after the other (Adobe FLV 10.1, annex E.2 and E.3). Holds one tag at a time; every tag has
 * its own array on the heap, so nothing needs to be released. Not for several threads.
 */
public final class FlvFile implements Closeable {
    /** A file header longer than this is refused, bytes. Version 1 has 9. */
    public static final int MAX_HEADER_BYTES = 1_024;

    private static final int SIGNATURE = 0x464C56; // "FLV"
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 9;

    private final InputStream in;
    private final int maxBodyBytes;

    private FlvFile(InputStream in, int maxBodyBytes) {
        this.in = in;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Reads the file header.
     *
     * @param in buffered, read to the first tag; closed with the file
     * @param maxBodyBytes a longer tag body is refused before it is read
     * @throws FlvFormatException if this is no FLV of version 1
     * @throws EOFException if it ends within the header
     */
    public static FlvFile open(InputStream in, int maxBodyBytes) throws IOException {
        ByteBuf header = Unpooled.wrappedBuffer(readFully(in, HEADER_BYTES));
        int headerBytes = checkHeader(header);
        // PreviousTagSize0, which is 0, follows; what it says matters to nobody.
        readFully(in, headerBytes - HEADER_BYTES + FlvTag.TRAILER_BYTES);
        return new FlvFile(in, maxBodyBytes);
    }

    /**
     * Moves a buffer's reader past the file header and the PreviousTagSize after it, to where {@link FlvTags#read}
     * begins.
     *
     * @throws FlvFormatException if this is no FLV of version 1, or ends within the header
     */
    public static void skipHeader(ByteBuf in) {
        int headerBytes = checkHeader(in);
        if (in.readableBytes() < headerBytes + FlvTag.TRAILER_BYTES) {
            throw new FlvFormatException("FLV file of " + in.readableBytes() + " bytes, its header has " + headerBytes);
        }
        in.skipBytes(headerBytes + FlvTag.TRAILER_BYTES);
    }

    private static int checkHeader(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < HEADER_BYTES) {
            throw new FlvFormatException("FLV file of " + in.readableBytes() + " bytes, a header has " + HEADER_BYTES);
        }
        if (in.getUnsignedMedium(start) != SIGNATURE || in.getByte(start + 3) != VERSION) {
            throw new FlvFormatException(
                    "FLV file: starts with 0x" + Integer.toHexString(in.getInt(start)) + ", not FLV and version 1");
        }
        long headerBytes = in.getUnsignedInt(start + 5);
        if (headerBytes < HEADER_BYTES || headerBytes > MAX_HEADER_BYTES) {
            throw new FlvFormatException("FLV file: header of " + headerBytes + " bytes, it has " + HEADER_BYTES
                    + " to " + MAX_HEADER_BYTES);
        }
        return (int) headerBytes;
    }

    /**
     * Reads the next tag.
     *
     * @return null at the end of the file; a tag that the file ends within counts as its end, since recorders that were
     *     killed leave one
     * @throws FlvFormatException if the tag breaks the format or its body is too long
     */
    public @Nullable FlvTag next() throws IOException {
        byte[] head = in.readNBytes(FlvTag.HEADER_BYTES);
        if (head.length < FlvTag.HEADER_BYTES) {
            return null;
        }
        int length = Unpooled.wrappedBuffer(head).getUnsignedMedium(1);
        if (length > maxBodyBytes) {
            throw new FlvFormatException("FLV file: tag body of " + length + " bytes, at most " + maxBodyBytes);
        }
        // One array for all of it: readers of the body like it whole.
        byte[] tag = Arrays.copyOf(head, head.length + length + FlvTag.TRAILER_BYTES);
        int rest = tag.length - head.length;
        if (in.readNBytes(tag, head.length, rest) < rest) {
            return null;
        }
        return FlvTags.read(Unpooled.wrappedBuffer(tag));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static byte[] readFully(InputStream in, int bytes) throws IOException {
        byte[] read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("FLV file ends within its header");
        }
        return read;
    }
}
