package io.weir.track;

/** NAL units, each after its length (ISO/IEC 14496-15 section 5.3.3.1.3). */
public final class NalUnits {
    private NalUnits() {}

    /**
     * The length of the NAL unit whose length field is at an index; -1 if it does not end before {@code end}.
     *
     * @param lengthBytes of the field, 1 to 4
     */
    public static int length(byte[] data, int at, int end, int lengthBytes) {
        int left = end - at - lengthBytes;
        if (left < 0) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (data[at + i] & 0xFF);
        }
        return length < 0 || length > left ? -1 : length;
    }
}
