package io.weir.media;

/**
 * What a sequence parameter set of HEVC tells up to its bit depths (ISO/IEC 23008-2 section 7.3.2.2.1).
 *
 * @param profile profile, tier and level
 * @param temporalLayers sps_max_sub_layers_minus1 + 1, 1 to 7
 * @param temporalIdNested sps_temporal_id_nesting_flag
 * @param chromaFormat chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param width pixels within the conformance window
 * @param height pixels within the conformance window
 * @param bitDepthLuma 8 to 16
 * @param bitDepthChroma 8 to 16
 */
public record HevcSps(
        HevcProfile profile,
        int temporalLayers,
        boolean temporalIdNested,
        int chromaFormat,
        int width,
        int height,
        int bitDepthLuma,
        int bitDepthChroma) {
    /** The widest or highest picture of level 6.2, pixels (section A.4.1: the root of 8 x 35,651,584). */
    static final int MAX_SIDE = 16_888;

    private static final String WHAT = "HEVC SPS";
    private static final int HEADER_BYTES = 2;
    private static final int MAX_TEMPORAL_LAYERS = 7;

    /** MaxDpbSize (section A.4.2). */
    private static final int MAX_DECODED_PICTURES = 16;

    /** Places for flags of sub-layers below the highest, always written if there is one. */
    private static final int SUB_LAYER_PLACES = 8;

    /**
     * Parses a NAL unit with its header of two bytes, without start code.
     *
     * @throws MalformedMediaException if it is no sequence parameter set of the base layer, ends early, or a field is out
     *     of its range
     */
    public static HevcSps parse(byte[] nal) {
        return read(reader(nal));
    }

    /**
     * How many pictures can be decoded before one that is shown before them (sps_max_num_reorder_pics of the highest sub-layer), 0 to
     * 15; 16, which is more than there are, if the set ends before it or says what cannot be.
     *
     * @throws MalformedMediaException as {@link #parse}
     */
    public static int reorderedPictures(byte[] nal) {
        BitReader in = reader(nal);
        HevcSps sps = read(in);
        try {
            in.unsignedGolomb(12, "log2_max_pic_order_cnt_lsb_minus4");
            int told = in.flag("sps_sub_layer_ordering_info_present_flag") ? sps.temporalLayers : 1;
            int reordered = 0;
            for (int i = 0; i < told; i++) {
                in.unsignedGolomb(MAX_DECODED_PICTURES - 1, "sps_max_dec_pic_buffering_minus1");
                reordered = in.unsignedGolomb(MAX_DECODED_PICTURES - 1, "sps_max_num_reorder_pics");
                in.unsignedGolomb(Integer.MAX_VALUE, "sps_max_latency_increase_plus1");
            }
            return reordered;
        } catch (MalformedMediaException e) {
            return MAX_DECODED_PICTURES;
        }
    }

    private static BitReader reader(byte[] nal) {
        if (nal.length < HEADER_BYTES
                || nal.length > HevcDecoderConfiguration.MAX_BYTES
                || HevcDecoderConfiguration.nalType(nal[0]) != HevcDecoderConfiguration.NAL_SPS
                || (nal[0] & 1) != 0
                || (nal[1] & 0xF8) != 0) {
            throw new MalformedMediaException(WHAT + ": NAL unit of " + nal.length + " bytes and type "
                    + (nal.length == 0 ? -1 : HevcDecoderConfiguration.nalType(nal[0])) + ", at least " + HEADER_BYTES
                    + " bytes, type " + HevcDecoderConfiguration.NAL_SPS + " and layer 0");
        }
        byte[] rbsp = new byte[nal.length];
        int length = Rbsp.unescape(nal, rbsp);
        return new BitReader(WHAT, rbsp, HEADER_BYTES, length - HEADER_BYTES);
    }

    private static HevcSps read(BitReader in) {
        in.skip(4, "sps_video_parameter_set_id");
        int temporalLayers = in.bits(3, "sps_max_sub_layers_minus1") + 1;
        if (temporalLayers > MAX_TEMPORAL_LAYERS) {
            throw new MalformedMediaException(
                    WHAT + ": " + temporalLayers + " sub-layers, at most " + MAX_TEMPORAL_LAYERS);
        }
        boolean nested = in.flag("sps_temporal_id_nesting_flag");
        HevcProfile profile = HevcProfile.read(in);
        skipSubLayers(in, temporalLayers - 1);
        in.unsignedGolomb(15, "sps_seq_parameter_set_id");
        int chromaFormat = in.unsignedGolomb(3, "chroma_format_idc");
        if (chromaFormat == 3) {
            in.flag("separate_colour_plane_flag");
        }
        int width = in.unsignedGolomb(MAX_SIDE, "pic_width_in_luma_samples");
        int height = in.unsignedGolomb(MAX_SIDE, "pic_height_in_luma_samples");
        if (in.flag("conformance_window_flag")) {
            // Table 6-1: in chroma samples.
            int unitX = chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
            int unitY = chromaFormat == 1 ? 2 : 1;
            width -= unitX * (in.unsignedGolomb(width, "conf_win_left") + in.unsignedGolomb(width, "conf_win_right"));
            height -=
                    unitY * (in.unsignedGolomb(height, "conf_win_top") + in.unsignedGolomb(height, "conf_win_bottom"));
        }
        if (width <= 0 || height <= 0) {
            throw new MalformedMediaException(WHAT + ": pictures of " + width + "x" + height);
        }
        int luma = 8 + in.unsignedGolomb(8, "bit_depth_luma_minus8");
        int chroma = 8 + in.unsignedGolomb(8, "bit_depth_chroma_minus8");
        return new HevcSps(profile, temporalLayers, nested, chromaFormat, width, height, luma, chroma);
    }

    /** Section 7.3.3: what each sub-layer below the highest needs. */
    private static void skipSubLayers(BitReader in, int subLayers) {
        if (subLayers == 0) {
            return;
        }
        int bits = 0;
        for (int i = 0; i < subLayers; i++) {
            bits += in.flag("sub_layer_profile_present_flag") ? 8 * HevcProfile.BYTES - 8 : 0;
            bits += in.flag("sub_layer_level_present_flag") ? 8 : 0;
        }
        in.skip(2 * (SUB_LAYER_PLACES - subLayers), "reserved_zero_2bits");
        in.skip(bits, "profile, tier and level of sub-layers");
    }
}
