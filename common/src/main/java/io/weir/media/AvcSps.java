package io.weir.media;

/**
 * What a sequence parameter set tells (ISO/IEC 14496-10 sections 7.3.2.1.1 and E.1.1).
 *
 * @param profile profile_idc
 * @param compatibility the constraint flags as a byte
 * @param level level_idc
 * @param chromaFormat chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param bitDepthLuma 8 to 14
 * @param bitDepthChroma 8 to 14
 * @param width pixels, cropped
 * @param height pixels, cropped
 * @param interlaced whether fields may be coded
 * @param frameRateMilli frames a second times 1000; 0 where the timing is absent or absurd
 */
public record AvcSps(
        int profile,
        int compatibility,
        int level,
        int chromaFormat,
        int bitDepthLuma,
        int bitDepthChroma,
        int width,
        int height,
        boolean interlaced,
        int frameRateMilli) {
    /** The widest or highest picture of level 6.2, macroblocks (table A-1: the root of 8 x 139264). */
    static final int MAX_MACROBLOCKS_A_SIDE = 1055;

    /** A higher frame rate than this is taken for a broken timing. */
    static final int MAX_FRAME_RATE_MILLI = 1_000_000;

    private static final String WHAT = "SPS";
    private static final int NAL_TYPE = 7;
    private static final int EXTENDED_ASPECT_RATIO = 255;

    /**
     * Parses a NAL unit with its header byte, without start code.
     *
     * @throws MalformedMediaException if it is no sequence parameter set, ends early, or a field is out of its range.
     *     An error within the VUI is none: only the frame rate is not known then.
     */
    public static AvcSps parse(byte[] nal) {
        if (nal.length < 4 || nal.length > AvcDecoderConfiguration.MAX_BYTES || (nal[0] & 0x1F) != NAL_TYPE) {
            throw new MalformedMediaException(WHAT + ": NAL unit of " + nal.length + " bytes and type "
                    + (nal.length == 0 ? -1 : nal[0] & 0x1F) + ", at least 4 bytes and type " + NAL_TYPE);
        }
        byte[] rbsp = new byte[nal.length];
        int length = Rbsp.unescape(nal, rbsp);
        BitReader in = new BitReader(WHAT, rbsp, 1, length - 1);
        int profile = in.bits(8, "profile_idc");
        int compatibility = in.bits(8, "constraint flags");
        int level = in.bits(8, "level_idc");
        in.unsignedGolomb(31, "seq_parameter_set_id");
        Samples samples = hasChromaFormat(profile) ? readSamples(in) : new Samples(1, false, 8, 8);
        int chromaFormat = samples.chromaFormat();
        readPictureOrder(in);
        in.unsignedGolomb(16, "max_num_ref_frames");
        in.flag("gaps_in_frame_num_value_allowed_flag");
        int widthMbs = in.unsignedGolomb(MAX_MACROBLOCKS_A_SIDE - 1, "pic_width_in_mbs_minus1") + 1;
        int mapUnits = in.unsignedGolomb(MAX_MACROBLOCKS_A_SIDE - 1, "pic_height_in_map_units_minus1") + 1;
        boolean interlaced = !in.flag("frame_mbs_only_flag");
        if (interlaced) {
            in.flag("mb_adaptive_frame_field_flag");
        }
        in.flag("direct_8x8_inference_flag");
        int fields = interlaced ? 2 : 1;
        int width = widthMbs * 16;
        int height = mapUnits * 16 * fields;
        if (in.flag("frame_cropping_flag")) {
            // Section 7.4.2.1.1: in chroma samples, and in lines of one field.
            boolean subsampled = !samples.separatePlanes();
            int unitX = subsampled && (chromaFormat == 1 || chromaFormat == 2) ? 2 : 1;
            int unitY = (subsampled && chromaFormat == 1 ? 2 : 1) * fields;
            width -= unitX * (in.unsignedGolomb(width, "crop left") + in.unsignedGolomb(width, "crop right"));
            height -= unitY * (in.unsignedGolomb(height, "crop top") + in.unsignedGolomb(height, "crop bottom"));
            if (width <= 0 || height <= 0) {
                throw new MalformedMediaException(WHAT + ": cropped to " + width + "x" + height);
            }
        }
        int frameRateMilli = readFrameRate(in);
        return new AvcSps(
                profile,
                compatibility,
                level,
                chromaFormat,
                samples.bitDepthLuma(),
                samples.bitDepthChroma(),
                width,
                height,
                interlaced,
                frameRateMilli);
    }

    /** What the high profiles say of their samples. */
    private record Samples(int chromaFormat, boolean separatePlanes, int bitDepthLuma, int bitDepthChroma) {}

    /** Whether sets of this profile, and configurations too, say the format of their samples. */
    static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private static Samples readSamples(BitReader in) {
        int chromaFormat = in.unsignedGolomb(3, "chroma_format_idc");
        boolean separatePlanes = chromaFormat == 3 && in.flag("separate_colour_plane_flag");
        int luma = 8 + in.unsignedGolomb(6, "bit_depth_luma_minus8");
        int chroma = 8 + in.unsignedGolomb(6, "bit_depth_chroma_minus8");
        in.flag("qpprime_y_zero_transform_bypass_flag");
        if (in.flag("seq_scaling_matrix_present_flag")) {
            int lists = chromaFormat == 3 ? 12 : 8;
            for (int i = 0; i < lists; i++) {
                if (in.flag("seq_scaling_list_present_flag")) {
                    skipScalingList(in, i < 6 ? 16 : 64);
                }
            }
        }
        return new Samples(chromaFormat, separatePlanes, luma, chroma);
    }

    /** Section 7.3.2.1.1.1: deltas are given until the next scale is 0. */
    private static void skipScalingList(BitReader in, int size) {
        int last = 8;
        for (int i = 0; i < size; i++) {
            int next = (last + in.signedGolomb("delta_scale")) & 0xFF;
            if (next == 0) {
                return;
            }
            last = next;
        }
    }

    private static void readPictureOrder(BitReader in) {
        in.unsignedGolomb(12, "log2_max_frame_num_minus4");
        int type = in.unsignedGolomb(2, "pic_order_cnt_type");
        if (type == 0) {
            in.unsignedGolomb(12, "log2_max_pic_order_cnt_lsb_minus4");
        } else if (type == 1) {
            in.flag("delta_pic_order_always_zero_flag");
            in.signedGolomb("offset_for_non_ref_pic");
            in.signedGolomb("offset_for_top_to_bottom_field");
            int cycle = in.unsignedGolomb(255, "num_ref_frames_in_pic_order_cnt_cycle");
            for (int i = 0; i < cycle; i++) {
                in.signedGolomb("offset_for_ref_frame");
            }
        }
    }

    private static int readFrameRate(BitReader in) {
        try {
            return in.flag("vui_parameters_present_flag") ? readVuiFrameRate(in) : 0;
        } catch (MalformedMediaException cutVui) {
            // Some cameras cut it short; the picture size, which is what matters, stands before it.
            return 0;
        }
    }

    private static int readVuiFrameRate(BitReader in) {
        if (in.flag("aspect_ratio_info_present_flag") && in.bits(8, "aspect_ratio_idc") == EXTENDED_ASPECT_RATIO) {
            in.skip(32, "sar_width, sar_height");
        }
        if (in.flag("overscan_info_present_flag")) {
            in.skip(1, "overscan_appropriate_flag");
        }
        if (in.flag("video_signal_type_present_flag")) {
            in.skip(4, "video_format, video_full_range_flag");
            if (in.flag("colour_description_present_flag")) {
                in.skip(24, "colour description");
            }
        }
        if (in.flag("chroma_loc_info_present_flag")) {
            in.unsignedGolomb(5, "chroma_sample_loc_type_top_field");
            in.unsignedGolomb(5, "chroma_sample_loc_type_bottom_field");
        }
        if (!in.flag("timing_info_present_flag")) {
            return 0;
        }
        long unitsInTick = Integer.toUnsignedLong(in.bits(32, "num_units_in_tick"));
        long timeScale = Integer.toUnsignedLong(in.bits(32, "time_scale"));
        // A tick is a field: two a frame (section E.2.1).
        long milli = unitsInTick == 0 ? 0 : (timeScale * 1000 + unitsInTick) / (2 * unitsInTick);
        return milli > MAX_FRAME_RATE_MILLI ? 0 : (int) milli;
    }
}
