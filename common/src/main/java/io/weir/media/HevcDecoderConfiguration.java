package io.weir.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 section 8.3.3.1). Equal when every field and every byte is. What it
 * says of slices, parallelism and frame rate is passed over: hints that nothing here reads.
 *
 * @param profile profile, tier and level
 * @param chromaFormat 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param bitDepthLuma 8 to 15
 * @param bitDepthChroma 8 to 15
 * @param temporalLayers numTemporalLayers, 0 to 7; 0 if not known
 * @param temporalIdNested temporalIdNested
 * @param nalLengthBytes bytes of the length before each NAL unit: 1, 2 or 4
 * @param videoParameterSets NAL units without start code or length, at least one. Not to be changed.
 * @param sequenceParameterSets likewise
 * @param pictureParameterSets likewise
 * @param supplements likewise, but may be empty: SEI of the whole track, such as the light of HDR
 */
public record HevcDecoderConfiguration(
        HevcProfile profile,
        int chromaFormat,
        int bitDepthLuma,
        int bitDepthChroma,
        int temporalLayers,
        boolean temporalIdNested,
        int nalLengthBytes,
        List<byte[]> videoParameterSets,
        List<byte[]> sequenceParameterSets,
        List<byte[]> pictureParameterSets,
        List<byte[]> supplements)
        implements VideoFormat {
    /** A record longer than this is refused, bytes. Real ones have about a hundred. */
    public static final int MAX_BYTES = 65_536;

    /** More NAL units than this in a record are refused: there are ids for 16 VPS, 16 SPS and 64 PPS. */
    static final int MAX_NAL_UNITS = 128;

    static final int NAL_VPS = 32;
    static final int NAL_SPS = 33;
    static final int NAL_PPS = 34;
    private static final int NAL_FILLER = 38;
    private static final int NAL_PREFIX_SEI = 39;

    private static final String WHAT = "HEVC configuration";
    private static final int FIXED_BYTES = 23;

    /** array_completeness: nothing of its type comes in band, as the sample entry hvc1 promises. */
    private static final int COMPLETE = 0x80;

    public HevcDecoderConfiguration {
        videoParameterSets = List.copyOf(videoParameterSets);
        sequenceParameterSets = List.copyOf(sequenceParameterSets);
        pictureParameterSets = List.copyOf(pictureParameterSets);
        supplements = List.copyOf(supplements);
        if (videoParameterSets.isEmpty() || sequenceParameterSets.isEmpty() || pictureParameterSets.isEmpty()) {
            throw new UnsupportedMediaException(
                    WHAT + ": VPS, SPS or PPS are not in it; those that come between pictures alone are not carried");
        }
    }

    /**
     * The configuration for parameter sets that were found elsewhere, with NAL unit lengths of 4 bytes.
     *
     * @param vps NAL units without start code, at least one; likewise the others
     * @throws MalformedMediaException if the first SPS cannot be parsed
     * @throws UnsupportedMediaException if there is not one of each
     */
    public static HevcDecoderConfiguration of(List<byte[]> vps, List<byte[]> sps, List<byte[]> pps) {
        if (sps.isEmpty()) {
            throw new UnsupportedMediaException(WHAT + ": no SPS");
        }
        HevcSps first = HevcSps.parse(sps.get(0));
        return new HevcDecoderConfiguration(
                first.profile(),
                first.chromaFormat(),
                first.bitDepthLuma(),
                first.bitDepthChroma(),
                first.temporalLayers(),
                first.temporalIdNested(),
                4,
                vps,
                sps,
                pps,
                List.of());
    }

    /**
     * Parses a record.
     *
     * @throws MalformedMediaException if it ends within a field or has a value that the specification does not allow
     * @throws UnsupportedMediaException if its version is not 1, or there is not a parameter set of each kind in it
     */
    public static HevcDecoderConfiguration parse(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length < FIXED_BYTES || length > MAX_BYTES) {
            throw new MalformedMediaException(
                    WHAT + " of " + length + " bytes, it has " + FIXED_BYTES + " to " + MAX_BYTES);
        }
        int version = bytes[offset] & 0xFF;
        if (version != 1) {
            throw new UnsupportedMediaException(WHAT + ": version " + version + ", only 1 is known");
        }
        BitReader in = new BitReader(WHAT, bytes, offset + 1, length - 1);
        HevcProfile profile = HevcProfile.read(in);
        in.skip(16 + 8 + 6, "min_spatial_segmentation_idc, parallelismType");
        int chromaFormat = in.bits(2, "chroma_format_idc");
        in.skip(5, "reserved");
        int luma = 8 + in.bits(3, "bit_depth_luma_minus8");
        in.skip(5, "reserved");
        int chroma = 8 + in.bits(3, "bit_depth_chroma_minus8");
        in.skip(16 + 2, "avgFrameRate, constantFrameRate");
        int temporalLayers = in.bits(3, "numTemporalLayers");
        boolean nested = in.flag("temporalIdNested");
        int nalLengthBytes = in.bits(2, "lengthSizeMinusOne") + 1;
        if (nalLengthBytes == 3) {
            throw new MalformedMediaException(WHAT + ": NAL unit length of 3 bytes, it is 1, 2 or 4");
        }
        List<byte[]> nals = readArrays(bytes, offset + FIXED_BYTES - 1, offset + length);
        return new HevcDecoderConfiguration(
                profile,
                chromaFormat,
                luma,
                chroma,
                temporalLayers,
                nested,
                nalLengthBytes,
                ofType(nals, NAL_VPS),
                ofType(nals, NAL_SPS),
                ofType(nals, NAL_PPS),
                ofType(nals, NAL_PREFIX_SEI));
    }

    /** Parses a whole array; see {@link #parse(byte[], int, int)}. */
    public static HevcDecoderConfiguration parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /** The NAL units of all arrays. */
    private static List<byte[]> readArrays(byte[] bytes, int start, int end) {
        List<byte[]> nals = new ArrayList<>();
        int arrays = bytes[start] & 0xFF;
        int at = start + 1;
        for (int array = 0; array < arrays; array++) {
            require(end - at >= 3, "ends before array " + array + " of " + arrays);
            int type = bytes[at] & 0x3F;
            int count = (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
            at += 3;
            require(nals.size() + count <= MAX_NAL_UNITS, "more than " + MAX_NAL_UNITS + " NAL units");
            for (int i = 0; i < count; i++) {
                require(end - at >= 2, "ends before NAL unit " + i + " of " + count);
                int length = (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
                at += 2;
                require(
                        length >= 2 && length <= end - at,
                        "NAL unit " + i + " of " + length + " bytes, " + (end - at) + " left");
                require(
                        nalType(bytes[at]) == type,
                        "NAL unit of type " + nalType(bytes[at]) + " in an array of type " + type);
                nals.add(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
        }
        return nals;
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new MalformedMediaException(WHAT + ": " + problem);
        }
    }

    private static List<byte[]> ofType(List<byte[]> nals, int type) {
        return nals.stream().filter(nal -> nalType(nal[0]) == type).toList();
    }

    /** nal_unit_type, from the first byte of a NAL unit (ISO/IEC 23008-2 section 7.3.1.2). */
    static int nalType(byte header) {
        return header >> 1 & 0x3F;
    }

    @Override
    public List<byte[]> parameterSets() {
        return Stream.of(videoParameterSets, sequenceParameterSets, pictureParameterSets)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public NalKind kind(byte nalHeader) {
        int type = nalType(nalHeader);
        return switch (type) {
            case NAL_VPS, NAL_SPS, NAL_PPS -> NalKind.PARAMETER_SET;
            case NAL_FILLER -> NalKind.FILLER;
            default -> type < NAL_VPS ? NalKind.SLICE : NalKind.OTHER;
        };
    }

    /** The RFC 6381 name, such as {@code hvc1.1.6.L93.B0}. */
    @Override
    public String codecs() {
        return "hvc1." + profile.codecs();
    }

    /** What the first sequence parameter set says. */
    public HevcSps sps() {
        return HevcSps.parse(sequenceParameterSets.get(0));
    }

    /** How many pictures can be decoded before one that is shown before them; see {@link HevcSps#reorderedPictures}. */
    public int reorderedPictures() {
        return HevcSps.reorderedPictures(sequenceParameterSets.get(0));
    }

    @Override
    public PictureSize pictureSize() {
        HevcSps sps = sps();
        return new PictureSize(sps.width(), sps.height());
    }

    @Override
    public byte[] encode() {
        RecordWriter out = new RecordWriter().put(1);
        out.put(profile.space() << 6 | (profile.highTier() ? 0x20 : 0) | profile.idc());
        out.put32(profile.compatibility());
        out.put16((int) (profile.constraints() >> 32)).put32((int) profile.constraints());
        out.put(profile.level());
        out.put16(0xF000).put(0xFC); // not known: min_spatial_segmentation_idc, parallelismType
        out.put(0xFC | chromaFormat).put(0xF8 | bitDepthLuma - 8).put(0xF8 | bitDepthChroma - 8);
        out.put16(0); // avgFrameRate: not known; and so is constantFrameRate
        out.put(temporalLayers << 3 | (temporalIdNested ? 4 : 0) | nalLengthBytes - 1);
        out.put(supplements.isEmpty() ? 3 : 4);
        out.put(COMPLETE | NAL_VPS).put16(videoParameterSets.size()).nalUnits(videoParameterSets);
        out.put(COMPLETE | NAL_SPS).put16(sequenceParameterSets.size()).nalUnits(sequenceParameterSets);
        out.put(COMPLETE | NAL_PPS).put16(pictureParameterSets.size()).nalUnits(pictureParameterSets);
        if (!supplements.isEmpty()) {
            out.put(NAL_PREFIX_SEI).put16(supplements.size()).nalUnits(supplements);
        }
        return out.bytes();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HevcDecoderConfiguration that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
