package io.weir.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.flv.FlvFormatException;
import io.weir.flv.FlvTag;
import io.weir.flv.VideoTagHeader;
import io.weir.media.AvcDecoderConfiguration;
import io.weir.media.MediaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the pictures of a stream inside the pictures, so that a frame found in a segment is known for the one that was
 * sent, whatever the server does to its times: an SEI message of user data (ISO/IEC 14496-10, D.1.7) before the first NAL
 * unit. Its digits are text, so it needs no escaping.
 */
final class FrameMark {
    /** Bytes of a length-prefixed NAL unit's length; others are not marked. */
    private static final int NAL_LENGTH_BYTES = 4;

    private static final int NAL_SEI = 6;
    private static final int USER_DATA_UNREGISTERED = 5;
    private static final int TRAILING_BITS = 0x80;

    private static final byte[] UUID = "weir-frame-mark:".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 12;
    private static final int NAL_BYTES = 3 + UUID.length + DIGITS + 1;

    private FrameMark() {}

    /**
     * A picture's body with its number in it; null if the tag is none.
     *
     * @return shares the picture's bytes; belongs to the caller
     */
    static @Nullable ByteBuf mark(FlvTag tag, long number) {
        if (tag.type() != FlvTag.VIDEO) {
            return null;
        }
        VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
        if (header.kind() != VideoTagHeader.Kind.FRAME) {
            return null;
        }
        int headerBytes = header.headerBytes();
        ByteBuf head = Unpooled.buffer(headerBytes + NAL_LENGTH_BYTES + NAL_BYTES);
        head.writeBytes(tag.buffer(), tag.offset(), headerBytes);
        head.writeInt(NAL_BYTES);
        head.writeByte(NAL_SEI).writeByte(USER_DATA_UNREGISTERED).writeByte(UUID.length + DIGITS);
        head.writeBytes(UUID);
        head.writeCharSequence(String.format(Locale.ROOT, "%0" + DIGITS + "d", number), StandardCharsets.US_ASCII);
        head.writeByte(TRAILING_BITS);
        ByteBuf rest = tag.buffer().retainedSlice(tag.offset() + headerBytes, tag.length() - headerBytes);
        return Unpooled.wrappedBuffer(head, rest);
    }

    /** The numbers of the marked pictures of an elementary stream, in its order. */
    static long[] numbersIn(byte[] elementaryStream) {
        LongStream.Builder numbers = LongStream.builder();
        for (int at = 0; at + UUID.length + DIGITS <= elementaryStream.length; at++) {
            if (isMarkAt(elementaryStream, at)) {
                String digits = new String(elementaryStream, at + UUID.length, DIGITS, StandardCharsets.US_ASCII);
                numbers.add(Long.parseLong(digits));
            }
        }
        return numbers.build().toArray();
    }

    private static boolean isMarkAt(byte[] bytes, int at) {
        for (int i = 0; i < UUID.length; i++) {
            if (bytes[at + i] != UUID[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses a clip whose pictures cannot be numbered.
     *
     * @throws IOException if it is not H.264 with NAL unit lengths of four bytes
     */
    static void requireMarkable(List<FlvTag> clip) throws IOException {
        for (FlvTag tag : clip) {
            if (tag.type() != FlvTag.VIDEO) {
                continue;
            }
            try {
                VideoTagHeader header = VideoTagHeader.parse(tag.buffer(), tag.offset(), tag.length());
                if (header.kind() == VideoTagHeader.Kind.CONFIGURATION && header.codec() == VideoTagHeader.AVC) {
                    byte[] avcC = new byte[tag.length() - header.headerBytes()];
                    tag.buffer().getBytes(tag.offset() + header.headerBytes(), avcC);
                    if (AvcDecoderConfiguration.parse(avcC, 0, avcC.length).nalLengthBytes() == NAL_LENGTH_BYTES) {
                        return;
                    }
                }
            } catch (MediaException | FlvFormatException e) {
                throw new IOException("the clip's video configuration: " + e.getMessage(), e);
            }
        }
        throw new IOException("the clip has no H.264 with NAL unit lengths of " + NAL_LENGTH_BYTES + " bytes");
    }
}
