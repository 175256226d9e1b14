package io.weir.media;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Weir must know of a picture track: how its NAL units lie in a sample, and its name. */
public sealed interface VideoFormat permits AvcDecoderConfiguration, HevcDecoderConfiguration {
    /** What a NAL unit is for. */
    enum NalKind {
        /** A slice: part of a picture. */
        SLICE,
        /** A parameter set, as the configuration has them. */
        PARAMETER_SET,
        /** Filler data. */
        FILLER,
        /** All else: delimiters, SEI. */
        OTHER
    }

    /**
     * The size of pictures, cropped.
     *
     * @param width pixels
     * @param height pixels
     */
    record PictureSize(int width, int height) {}

    /** Bytes of the length before each NAL unit: 1, 2 or 4. */
    int nalLengthBytes();

    /** The parameter sets, without start code or length, in the order in which a decoder needs them. */
    List<byte[]> parameterSets();

    /** What the NAL unit is for whose header begins with this byte. */
    NalKind kind(byte nalHeader);

    /** The RFC 6381 name, such as {@code avc1.64001f}. */
    String codecs();

    /**
     * How large pictures are, or null if the configuration does not say.
     *
     * @throws MediaException if the sequence parameter set cannot be parsed
     */
    @Nullable
    PictureSize pictureSize();

    /** The decoder configuration record (ISO/IEC 14496-15) that says what this says. */
    byte[] encode();
}
