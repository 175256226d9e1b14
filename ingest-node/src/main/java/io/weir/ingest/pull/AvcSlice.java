package io.weir.ingest.pull;

import java.nio.ByteBuffer;

/** The first fields of a slice's header (ISO/IEC 14496-10 section 7.3.3). */
final class AvcSlice {
    /** B; 6 says that all slices of the picture are. */
    private static final int B = 1;

    private static final int TYPES = 5;

    private AvcSlice() {}

    /** Whether it is a B slice, whose picture can be shown before others that come before it. */
    static boolean bidirectional(ByteBuffer data, int offset, int length) {
        GolombReader in = new GolombReader(data, offset + 1, offset + length);
        int firstMacroblock = in.unsigned();
        int type = in.unsigned();
        return firstMacroblock >= 0 && type % TYPES == B;
    }
}
