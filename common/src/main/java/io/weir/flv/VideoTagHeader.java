package io.weir.flv;

import io.netty.buffer.ByteBuf;

/**
 * What the first bytes of a video tag's body say, legacy and Enhanced RTMP alike.
 *
 * <p>Source: Adobe FLV 10.1 section E.4.3; Enhanced RTMP v2, "Enhanced Video".
 *
 * @param codec as a FourCC; legacy ids are mapped ({@code 7} to {@link #AVC}, {@code 12} to {@link #HEVC}; others to a
 *     FourCC of {@code "fl"} and the id in two decimal digits); 0 where the header names none (commands, tracks with a
 *     codec each)
 * @param kind what the body holds
 * @param keyframe whether the frame type is 1
 * @param compositionMs PTS - DTS, signed 24 bits; 0 where the header has none
 * @param headerBytes bytes before the configuration record or the NAL units
 */
public record VideoTagHeader(int codec, Kind kind, boolean keyframe, int compositionMs, int headerBytes) {
    public static final int AVC = fourCc("avc1");
    public static final int HEVC = fourCc("hvc1");

    private static final int VVC = fourCc("vvc1");

    private static final int KEYFRAME = 1;
    private static final int COMMAND = 5;

    private static final int LEGACY_AVC = 7;
    private static final int LEGACY_HEVC = 12;

    private static final int SEQUENCE_START = 0;
    private static final int CODED_FRAMES = 1;
    private static final int SEQUENCE_END = 2;
    private static final int CODED_FRAMES_X = 3;
    private static final int METADATA = 4;
    private static final int MULTITRACK = 6;
    private static final int MOD_EX = 7;

    /** What a video body holds. */
    public enum Kind {
        /** A codec configuration record. */
        CONFIGURATION,
        /** A coded frame. */
        FRAME,
        /** The end of the sequence; no media. */
        END_OF_SEQUENCE,
        /** Commands, metadata, several tracks and what is not known: carried, not shown. */
        OTHER
    }

    /**
     * Parses the header at an absolute index.
     *
     * @param buffer borrowed; its indexes stay
     * @throws FlvFormatException if the body ends within its header, or the header has too many modifiers
     */
    public static VideoTagHeader parse(ByteBuf buffer, int offset, int length) {
        HeaderCursor cursor = new HeaderCursor(buffer, offset, length);
        int first = cursor.u8("frame type");
        int frameType = first >> 4 & 0x7;
        return (first & 0x80) == 0
                ? legacy(cursor, frameType, first & 0x0F)
                : enhanced(cursor, frameType, first & 0x0F);
    }

    private static VideoTagHeader legacy(HeaderCursor cursor, int frameType, int codecId) {
        boolean keyframe = frameType == KEYFRAME;
        if (frameType == COMMAND) {
            return new VideoTagHeader(0, Kind.OTHER, false, 0, cursor.headerBytes());
        }
        if (codecId != LEGACY_AVC && codecId != LEGACY_HEVC) {
            int codec = fourCc("fl" + (char) ('0' + codecId / 10) + (char) ('0' + codecId % 10));
            return new VideoTagHeader(codec, Kind.FRAME, keyframe, 0, cursor.headerBytes());
        }
        int codec = codecId == LEGACY_AVC ? AVC : HEVC;
        Kind kind = switch (cursor.u8("packet type")) {
            case 0 -> Kind.CONFIGURATION;
            case 1 -> Kind.FRAME;
            case 2 -> Kind.END_OF_SEQUENCE;
            default -> Kind.OTHER;
        };
        int compositionMs = cursor.signed24("composition time");
        return new VideoTagHeader(codec, kind, keyframe, kind == Kind.FRAME ? compositionMs : 0, cursor.headerBytes());
    }

    private static VideoTagHeader enhanced(HeaderCursor cursor, int frameType, int firstPacketType) {
        boolean keyframe = frameType == KEYFRAME;
        int packetType = cursor.skipModifiers(firstPacketType, MOD_EX);
        if (frameType == COMMAND && packetType != METADATA) {
            return new VideoTagHeader(0, Kind.OTHER, false, 0, cursor.headerBytes());
        }
        if (packetType == MULTITRACK) {
            int codec = cursor.multitrackFourCc();
            return new VideoTagHeader(codec, Kind.OTHER, keyframe, 0, cursor.headerBytes());
        }
        int codec = cursor.fourCc();
        // Only codecs that reorder frames by composition time carry it, and only in CodedFrames.
        boolean timed = packetType == CODED_FRAMES && (codec == AVC || codec == HEVC || codec == VVC);
        int compositionMs = timed ? cursor.signed24("composition time") : 0;
        Kind kind = switch (packetType) {
            case SEQUENCE_START -> Kind.CONFIGURATION;
            case CODED_FRAMES, CODED_FRAMES_X -> Kind.FRAME;
            case SEQUENCE_END -> Kind.END_OF_SEQUENCE;
            default -> Kind.OTHER;
        };
        return new VideoTagHeader(codec, kind, keyframe, compositionMs, cursor.headerBytes());
    }

    static int fourCc(String text) {
        return text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
    }
}
