package io.weir.flv;

import io.netty.buffer.ByteBuf;

/** Reads the header of one tag body field by field, never past the body's end. */
final class HeaderCursor {
    /** More modifiers than this in one header are an attack: the specification knows one kind. */
    static final int MAX_MODIFIERS = 8;

    private static final int MANY_TRACKS_MANY_CODECS = 2;

    private final ByteBuf buffer;
    private final int start;
    private final int end;
    private int index;

    HeaderCursor(ByteBuf buffer, int offset, int length) {
        this.buffer = buffer;
        this.start = offset;
        this.end = offset + length;
        this.index = offset;
    }

    int headerBytes() {
        return index - start;
    }

    int u8(String field) {
        return buffer.getUnsignedByte(take(1, field));
    }

    int signed24(String field) {
        return buffer.getMedium(take(3, field));
    }

    int fourCc() {
        return buffer.getInt(take(4, "FourCC"));
    }

    /**
     * Skips the modifiers that stand before an enhanced header's real packet type.
     *
     * @param packetType the low four bits of the first byte
     * @param modEx the packet type that announces a modifier
     * @return the first packet type that is no modifier
     */
    int skipModifiers(int packetType, int modEx) {
        int type = packetType;
        for (int count = 0; type == modEx; count++) {
            if (count == MAX_MODIFIERS) {
                throw new FlvFormatException("tag header: more than " + MAX_MODIFIERS + " modifiers");
            }
            // 255 says that a size of 16 bits follows; both sizes are stored less one.
            int size = u8("modifier size") + 1;
            if (size == 256) {
                size = buffer.getUnsignedShort(take(2, "long modifier size")) + 1;
            }
            take(size, "modifier");
            type = u8("modifier type") & 0x0F;
        }
        return type;
    }

    /** Reads past a multitrack header and returns the FourCC that its tracks share, or 0 if each has its own. */
    int multitrackFourCc() {
        int multitrackType = u8("multitrack type") >> 4;
        return multitrackType == MANY_TRACKS_MANY_CODECS ? 0 : fourCc();
    }

    private int take(int bytes, String field) {
        int at = index;
        if (bytes > end - at) {
            throw new FlvFormatException("tag header: " + field + " of " + bytes + " bytes at " + (at - start)
                    + ", the body has " + (end - start));
        }
        index = at + bytes;
        return at;
    }
}
