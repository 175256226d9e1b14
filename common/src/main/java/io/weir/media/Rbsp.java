package io.weir.media;

/** The payload of a NAL unit without what keeps start codes out of it. */
final class Rbsp {
    private Rbsp() {}

    /**
     * Drops each emulation prevention byte (ISO/IEC 14496-10 section 7.3.1): 00 00 03 becomes 00 00.
     *
     * @param out at least as long as {@code nal}
     * @return how many bytes are left
     */
    static int unescape(byte[] nal, byte[] out) {
        int zeros = 0;
        int length = 0;
        for (byte b : nal) {
            if (zeros >= 2 && b == 3) {
                zeros = 0;
                continue;
            }
            zeros = b == 0 ? zeros + 1 : 0;
            out[length++] = b;
        }
        return length;
    }
}
