package io.weir.ts;

import io.weir.media.AudioSpecificConfig;

/** The header that makes a raw AAC access unit stand alone (ISO/IEC 14496-3 section 1.A.2.2). */
final class AdtsHeader {
    static final int BYTES = 7;

    /** The longest access unit: the frame length has 13 bits and counts the header. */
    static final int MAX_ACCESS_UNIT_BYTES = 0x1FFF - BYTES;

    private AdtsHeader() {}

    /** The header for a frame of no bytes; {@link #setLength} says the rest. */
    static byte[] of(AudioSpecificConfig config) {
        int channels = config.channelConfiguration();
        return new byte[] {
            (byte) 0xFF,
            (byte) 0xF1, // MPEG-4, layer 0, no CRC
            (byte) (((config.objectType() - 1) << 6) | (config.sampleRateIndex() << 2) | (channels >> 2)),
            (byte) (channels << 6),
            0,
            0x1F, // buffer fullness 0x7FF: variable rate
            (byte) 0xFC
        };
    }

    static void setLength(byte[] header, int accessUnitBytes) {
        int length = BYTES + accessUnitBytes;
        header[3] = (byte) ((header[3] & 0xC0) | (length >> 11));
        header[4] = (byte) (length >> 3);
        header[5] = (byte) ((length << 5) | 0x1F);
    }
}
