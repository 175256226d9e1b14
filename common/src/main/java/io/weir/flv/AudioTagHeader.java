package io.weir.flv;

import io.netty.buffer.ByteBuf;

/**
 * What the first bytes of an audio tag's body say, legacy and Enhanced RTMP alike.
 *
 * <p>Source: Adobe FLV 10.1 section E.4.2; Enhanced RTMP v2, "Enhanced Audio".
 *
 * @param codec as a FourCC; legacy formats are mapped (10 to {@link #AAC}, 2 and 14 to {@link #MP3}; others to a FourCC
 *     of {@code "fl"} and the format in two decimal digits); 0 where the header names none (tracks with a codec each)
 * @param kind what the body holds
 * @param headerBytes bytes before the configuration or the frame
 */
public record AudioTagHeader(int codec, Kind kind, int headerBytes) {
    public static final int AAC = VideoTagHeader.fourCc("mp4a");
    public static final int MP3 = VideoTagHeader.fourCc(".mp3");
    public static final int OPUS = VideoTagHeader.fourCc("Opus");
    public static final int FLAC = VideoTagHeader.fourCc("fLaC");
    public static final int AC3 = VideoTagHeader.fourCc("ac-3");
    public static final int EAC3 = VideoTagHeader.fourCc("ec-3");

    private static final int LEGACY_MP3 = 2;
    private static final int ENHANCED = 9;
    private static final int LEGACY_AAC = 10;
    private static final int LEGACY_MP3_8_KHZ = 14;

    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int MULTITRACK = 5;
    private static final int MOD_EX = 7;

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
     * @param buffer borrowed; its indexes stay
     * @throws FlvFormatException if the body ends within its header, or the header has too many modifiers
     */
    public static AudioTagHeader parse(ByteBuf buffer, int offset, int length) {
        HeaderCursor cursor = new HeaderCursor(buffer, offset, length);
        int first = cursor.u8("sound format");
        int format = first >> 4;
        return switch (format) {
            case ENHANCED -> enhanced(cursor, first & 0x0F);
            case LEGACY_AAC -> {
                Kind kind = kind(cursor.u8("AAC packet type"));
                yield new AudioTagHeader(AAC, kind, cursor.headerBytes());
            }
            case LEGACY_MP3, LEGACY_MP3_8_KHZ -> new AudioTagHeader(MP3, Kind.FRAME, cursor.headerBytes());
            default -> {
                int codec = VideoTagHeader.fourCc("fl" + (char) ('0' + format / 10) + (char) ('0' + format % 10));
                yield new AudioTagHeader(codec, Kind.FRAME, cursor.headerBytes());
            }
        };
    }

    private static AudioTagHeader enhanced(HeaderCursor cursor, int firstPacketType) {
        int packetType = cursor.skipModifiers(firstPacketType, MOD_EX);
        if (packetType == MULTITRACK) {
            int codec = cursor.multitrackFourCc();
            return new AudioTagHeader(codec, Kind.OTHER, cursor.headerBytes());
        }
        int codec = cursor.fourCc();
        return new AudioTagHeader(codec, kind(packetType), cursor.headerBytes());
    }

    /** Legacy AAC packet types and the first enhanced ones have the same numbers. */
    private static Kind kind(int packetType) {
        return switch (packetType) {
            case SEQUENCE_START -> Kind.CONFIGURATION;
            case CODED_FRAMES -> Kind.FRAME;
            default -> Kind.OTHER;
        };
    }
}
