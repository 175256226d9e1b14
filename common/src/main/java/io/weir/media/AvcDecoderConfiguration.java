package io.weir.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
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
        List<byte[]> pictureParameterSets)
        implements VideoFormat {
    /** A record longer than this is refused, bytes. Real ones have less than a hundred. */
    public static final int MAX_BYTES = 65_536;

    private static final String WHAT = "AVC configuration";
    private static final int FIXED_BYTES = 7;
    private static final int MAX_SPS = 31;
    private static final int MAX_PPS = 255;

    private static final int NAL_IDR = 5;
    private static final int NAL_SPS = 7;
    private static final int NAL_PPS = 8;
    private static final int NAL_FILLER = 12;

    public AvcDecoderConfiguration {
        sequenceParameterSets = List.copyOf(sequenceParameterSets);
        pictureParameterSets = List.copyOf(pictureParameterSets);
    }

    /**
     * The configuration for parameter sets that were found elsewhere, with NAL unit lengths of 4 bytes.
     *
     * @param sps NAL units without start code, 1 to 31
     * @param pps likewise, 1 to 255
     * @throws MalformedMediaException if the first SPS cannot be parsed
     * @throws UnsupportedMediaException if there are none, or too many for a record
     */
    public static AvcDecoderConfiguration of(List<byte[]> sps, List<byte[]> pps) {
        if (sps.isEmpty() || sps.size() > MAX_SPS || pps.isEmpty() || pps.size() > MAX_PPS) {
            throw new UnsupportedMediaException(WHAT + ": " + sps.size() + " SPS and " + pps.size()
                    + " PPS, it has 1 to " + MAX_SPS + " and 1 to " + MAX_PPS);
        }
        AvcSps first = AvcSps.parse(sps.get(0));
        return new AvcDecoderConfiguration(first.profile(), first.compatibility(), first.level(), 4, sps, pps);
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

    @Override
    public List<byte[]> parameterSets() {
        return Stream.of(sequenceParameterSets, pictureParameterSets)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public NalKind kind(byte nalHeader) {
        int type = nalHeader & 0x1F;
        return switch (type) {
            case NAL_SPS, NAL_PPS -> NalKind.PARAMETER_SET;
            case NAL_FILLER -> NalKind.FILLER;
            default -> type >= 1 && type <= NAL_IDR ? NalKind.SLICE : NalKind.OTHER;
        };
    }

    /** The RFC 6381 name, such as {@code avc1.64001f}. */
    @Override
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
    public @Nullable PictureSize pictureSize() {
        AvcSps sps = sps();
        return sps == null ? null : new PictureSize(sps.width(), sps.height());
    }

    @Override
    public byte[] encode() {
        RecordWriter out =
                new RecordWriter().put(1).put(profile).put(compatibility).put(level);
        out.put(0xFC | nalLengthBytes - 1);
        out.put(0xE0 | sequenceParameterSets.size()).nalUnits(sequenceParameterSets);
        out.put(pictureParameterSets.size()).nalUnits(pictureParameterSets);
        if (AvcSps.hasChromaFormat(profile)) {
            extension(out);
        }
        return out.bytes();
    }

    /** Says again what the SPS says; left out where that cannot be told. */
    private void extension(RecordWriter out) {
        try {
            AvcSps sps = sps();
            if (sps != null) {
                out.put(0xFC | sps.chromaFormat()).put(0xF8 | sps.bitDepthLuma() - 8);
                out.put(0xF8 | sps.bitDepthChroma() - 8).put(0); // no extensions of SPS
            }
        } catch (MediaException e) {
            // Old records end here too, and decoders read the SPS anyway.
        }
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
