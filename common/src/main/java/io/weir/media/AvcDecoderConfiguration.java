package io.weir.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An AVCDecoderConfigurationRecord (ISO/IEC 14496-15 section 5.3.3.1). Equal when every field and every byte is.
 *
 * @param profile AVCProfileIndication
 * @param compatibility the constraint flags as a byte
 * @param level AVCLevelIndication
 * @param nalLengthBytes bytes of the length before each NAL unit: 1, 2 or 4
 * @param sequenceParameterSets NAL units without start code or length; empty when they come in band. Not to be changed.
 * @param pictureParameterSets likewise
 */
public record AvcDecoderConfiguration(
        int profile,
        int compatibility,
        int level,
        int nalLengthBytes,
        List<byte[]> sequenceParameterSets,
        List<byte[]> pictureParameterSets) {
    /** A record longer than this is refused, bytes. Real ones have less than a hundred. */
    public static final int MAX_BYTES = 65_536;

    private static final String WHAT = "AVC configuration";
    private static final int FIXED_BYTES = 7;

    public AvcDecoderConfiguration {
        sequenceParameterSets = List.copyOf(sequenceParameterSets);
        pictureParameterSets = List.copyOf(pictureParameterSets);
    }

    /**
     * Parses a record; what follows the picture parameter sets (High profile extensions) is ignored, since the sequence
     * parameter sets say the same.
     *
     * @throws MalformedMediaException if it ends within a field or has a value that the specification does not allow
     * @throws UnsupportedMediaException if its version is not 1
     */
    public static AvcDecoderConfiguration parse(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length < FIXED_BYTES || length > MAX_BYTES) {
            throw new MalformedMediaException(
                    WHAT + " of " + length + " bytes, it has " + FIXED_BYTES + " to " + MAX_BYTES);
        }
        int version = bytes[offset] & 0xFF;
        if (version != 1) {
            throw new UnsupportedMediaException(WHAT + ": version " + version + ", only 1 is known");
        }
        int nalLengthBytes = (bytes[offset + 4] & 0x03) + 1;
        if (nalLengthBytes == 3) {
            throw new MalformedMediaException(WHAT + ": NAL unit length of 3 bytes, it is 1, 2 or 4");
        }
        int end = offset + length;
        List<byte[]> sequence = new ArrayList<>();
        int at = readParameterSets(bytes, offset + 6, end, bytes[offset + 5] & 0x1F, "SPS", sequence);
        if (at >= end) {
            throw new MalformedMediaException(WHAT + ": ends before the number of PPS");
        }
        List<byte[]> picture = new ArrayList<>();
        readParameterSets(bytes, at + 1, end, bytes[at] & 0xFF, "PPS", picture);
        return new AvcDecoderConfiguration(
                bytes[offset + 1] & 0xFF,
                bytes[offset + 2] & 0xFF,
                bytes[offset + 3] & 0xFF,
                nalLengthBytes,
                sequence,
                picture);
    }

    /** Parses a whole array; see {@link #parse(byte[], int, int)}. */
    public static AvcDecoderConfiguration parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    private static int readParameterSets(byte[] bytes, int start, int end, int count, String kind, List<byte[]> into) {
        int at = start;
        for (int i = 0; i < count; i++) {
            if (end - at < 2) {
                throw new MalformedMediaException(WHAT + ": ends before " + kind + " " + i + " of " + count);
            }
            int length = ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
            at += 2;
            if (length == 0 || length > end - at) {
                throw new MalformedMediaException(
                        WHAT + ": " + kind + " " + i + " of " + length + " bytes, " + (end - at) + " left");
            }
            into.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return at;
    }

    /** The RFC 6381 name, such as {@code avc1.64001f}. */
    public String codecs() {
        return String.format(Locale.ROOT, "avc1.%02x%02x%02x", profile, compatibility, level);
    }

    /**
     * What the first sequence parameter set says, or null if there is none here.
     *
     * @throws MediaException if it cannot be parsed
     */
    public @Nullable AvcSps sps() {
        return sequenceParameterSets.isEmpty() ? null : AvcSps.parse(sequenceParameterSets.get(0));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AvcDecoderConfiguration that
                && profile == that.profile
                && compatibility == that.compatibility
                && level == that.level
                && nalLengthBytes == that.nalLengthBytes
                && sameBytes(sequenceParameterSets, that.sequenceParameterSets)
                && sameBytes(pictureParameterSets, that.pictureParameterSets);
    }

    private static boolean sameBytes(List<byte[]> one, List<byte[]> other) {
        return Arrays.deepEquals(one.toArray(), other.toArray());
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                profile,
                compatibility,
                level,
                nalLengthBytes,
                Arrays.deepHashCode(sequenceParameterSets.toArray()),
                Arrays.deepHashCode(pictureParameterSets.toArray()));
    }
}
