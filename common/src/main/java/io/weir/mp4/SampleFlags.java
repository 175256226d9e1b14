package io.weir.mp4;

/** What a decoder is told of a sample (ISO/IEC 14496-12 section 8.8.3.1). */
final class SampleFlags {
    /** Depends on no other: a decoder can start here. */
    static final int SYNC = 0x0200_0000;

    /** Depends on others, and is no place to start. */
    static final int DEPENDENT = 0x0101_0000;

    private SampleFlags() {}
}
