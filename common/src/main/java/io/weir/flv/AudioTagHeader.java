package io.weir.flv;

import io.netty.buffer.ByteBuf;

/**
 * What the first bytes of an audio tag's body say, legacy and Enhanced RTMP alike.
 *
 * @param codec as a FourCC; legacy formats are mapped (10 to {@link #AAC}, 2 and 14 to {@link #MP3}; others to a FourCC
 *     of {@code "fl"} and the format in two decimal digits)
 * @param kind what the body holds
 * @param headerBytes bytes before the configuration or the frame
 */
public record AudioTagHeader(int codec, Kind kind, int headerBytes) {
    public static final int AAC = VideoTagHeader.fourCc("mp4a");
    public static final int MP3 = VideoTagHeader.fourCc(".mp3");

    /** What an audio body holds. */
    public enum Kind {
        /** A codec configuration (AudioSpecificConfig for AAC). */
        CONFIGURATION,
        /** Coded audio. */
        FRAME,
        /** Anything else: carried, not heard. */
        OTHER
    }

    /**
     * Parses the header at an absolute index.
     *
     * @throws FlvFormatException if the body ends within its header
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static AudioTagHeader parse(ByteBuf buffer, int offset, int length) {
        throw new UnsupportedOperationException("contract only");
    }
}
