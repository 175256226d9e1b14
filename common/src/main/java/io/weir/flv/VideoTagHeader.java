package io.weir.flv;

import io.netty.buffer.ByteBuf;

/**
 * What the first bytes of a video tag's body say, legacy and Enhanced RTMP alike.
 *
 * @param codec as a FourCC; legacy ids are mapped ({@code 7} to {@link #AVC}, {@code 12} to {@link #HEVC})
 * @param kind what the body holds
 * @param keyframe whether the frame type is 1
 * @param compositionMs PTS - DTS, signed 24 bits; 0 where the header has none
 * @param headerBytes bytes before the configuration record or the NAL units
 */
public record VideoTagHeader(int codec, Kind kind, boolean keyframe, int compositionMs, int headerBytes) {
    public static final int AVC = fourCc("avc1");
    public static final int HEVC = fourCc("hvc1");

    /** What a video body holds. */
    public enum Kind {
        /** A codec configuration record. */
        CONFIGURATION,
        /** A coded frame. */
        FRAME,
        /** The end of the sequence; no media. */
        END_OF_SEQUENCE,
        /** Commands, metadata and what is not known: carried, not shown. */
        OTHER
    }

    /**
     * Parses the header at an absolute index.
     *
     * @throws FlvFormatException if the body ends within its header
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static VideoTagHeader parse(ByteBuf buffer, int offset, int length) {
        throw new UnsupportedOperationException("contract only");
    }

    static int fourCc(String text) {
        return text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
    }
}
