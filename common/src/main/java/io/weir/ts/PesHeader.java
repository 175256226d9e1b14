package io.weir.ts;

/** The header of a PES packet (ISO/IEC 13818-1 section 2.4.3.6). */
final class PesHeader {
    static final int VIDEO_STREAM_ID = 0xE0;
    static final int AUDIO_STREAM_ID = 0xC0;

    /** Bytes before PTS and DTS. */
    private static final int FIXED_BYTES = 9;

    private static final int TIME_BYTES = 5;

    /** The longest header. */
    static final int MAX_BYTES = FIXED_BYTES + 2 * TIME_BYTES;

    /** The longest payload whose length a packet with a PTS alone can say. */
    static final int MAX_SAID_PAYLOAD_BYTES = 0xFFFF - 3 - TIME_BYTES;

    private PesHeader() {}

    static int bytes(long pts90k, long dts90k) {
        return FIXED_BYTES + (pts90k == dts90k ? TIME_BYTES : 2 * TIME_BYTES);
    }

    /**
     * Writes a header to the start of an array.
     *
     * @param pts90k as it is written, modulo 2^33
     * @param dts90k likewise; left out if it equals PTS
     * @param payloadBytes what follows; said as 0 (not known) if it does not fit, which only video may
     */
    static void write(byte[] out, int streamId, long pts90k, long dts90k, int payloadBytes) {
        boolean both = pts90k != dts90k;
        int timeBytes = both ? 2 * TIME_BYTES : TIME_BYTES;
        int packetLength = 3 + timeBytes + payloadBytes;
        if (packetLength > 0xFFFF) {
            packetLength = 0;
        }
        out[0] = 0;
        out[1] = 0;
        out[2] = 1;
        out[3] = (byte) streamId;
        out[4] = (byte) (packetLength >> 8);
        out[5] = (byte) packetLength;
        out[6] = (byte) 0x84; // data_alignment_indicator: a frame starts here
        out[7] = (byte) (both ? 0xC0 : 0x80);
        out[8] = (byte) timeBytes;
        time(out, FIXED_BYTES, both ? 0x3 : 0x2, pts90k);
        if (both) {
            time(out, FIXED_BYTES + TIME_BYTES, 0x1, dts90k);
        }
    }

    /** 33 bits in three groups, each closed by a one. */
    private static void time(byte[] out, int at, int prefix, long time90k) {
        out[at] = (byte) ((prefix << 4) | ((int) ((time90k >> 30) & 0x7) << 1) | 1);
        out[at + 1] = (byte) (time90k >> 22);
        out[at + 2] = (byte) ((time90k >> 14) | 1);
        out[at + 3] = (byte) (time90k >> 7);
        out[at + 4] = (byte) ((time90k << 1) | 1);
    }
}
