package io.weir.media;

import java.util.Locale;

/**
 * What a decoder must be able to do: the general part of profile_tier_level (ISO/IEC 23008-2 section 7.3.3), which stands
 * in the sequence parameter set and in the configuration record alike.
 *
 * @param space general_profile_space, 0 to 3
 * @param highTier general_tier_flag
 * @param idc general_profile_idc
 * @param compatibility general_profile_compatibility_flags, the first as bit 31
 * @param constraints the 48 bits of general constraint flags
 * @param level general_level_idc: 30 times the level
 */
public record HevcProfile(int space, boolean highTier, int idc, int compatibility, long constraints, int level) {
    /** Bytes in both places. */
    static final int BYTES = 12;

    private static final String[] SPACES = {"", "A", "B", "C"};
    private static final int CONSTRAINT_BYTES = 6;

    static HevcProfile read(BitReader in) {
        int space = in.bits(2, "general_profile_space");
        boolean highTier = in.flag("general_tier_flag");
        int idc = in.bits(5, "general_profile_idc");
        int compatibility = in.bits(32, "general_profile_compatibility_flags");
        long high = in.bits(24, "general constraint flags");
        long constraints = (high << 24) | in.bits(24, "general constraint flags");
        return new HevcProfile(space, highTier, idc, compatibility, constraints, in.bits(8, "general_level_idc"));
    }

    /** What follows the sample entry's name in CODECS (ISO/IEC 14496-15 annex E.3), such as {@code 1.6.L93.B0}. */
    String codecs() {
        StringBuilder text = new StringBuilder();
        text.append(SPACES[space]).append(idc).append('.');
        // The last flag comes first there, so that the usual value is short.
        text.append(hex(Integer.toUnsignedLong(Integer.reverse(compatibility))));
        text.append(highTier ? ".H" : ".L").append(level);
        // Trailing bytes of zeros are left out.
        long left = constraints;
        for (int i = CONSTRAINT_BYTES - 1; left != 0; i--) {
            text.append('.').append(hex((left >> (8 * i)) & 0xFF));
            left &= (1L << (8 * i)) - 1;
        }
        return text.toString();
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%X", value);
    }
}
