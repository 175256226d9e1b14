package io.weir.media;

import java.util.Objects;

/**
 * An AudioSpecificConfig for AAC (ISO/IEC 14496-3 section 1.6.2.1).
 *
 * @param objectType of the core: 1 Main, 2 LC, 3 SSR, 4 LTP
 * @param sampleRate of the core, Hz
 * @param channelConfiguration table 1.19; 0 where a program config element in the configuration gives the layout
 * @param samplesPerFrame 1024 or 960, at the core's sample rate
 * @param sbr whether spectral band replication is signalled, in either way
 * @param ps whether parametric stereo is signalled, in either way
 * @param outputSampleRate with SBR, Hz; without, the core's
 */
public record AudioSpecificConfig(
        int objectType,
        int sampleRate,
        int channelConfiguration,
        int samplesPerFrame,
        boolean sbr,
        boolean ps,
        int outputSampleRate)
        implements AudioFormat {
    /** A configuration longer than this is refused, bytes. Real ones have 2 to 7, with a program config element 40. */
    public static final int MAX_BYTES = 1_024;

    private static final String WHAT = "AAC configuration";
    private static final int[] SAMPLE_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };
    private static final int EXPLICIT_RATE = 15;
    private static final int ESCAPE = 31;
    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int SBR_SYNC = 0x2B7;
    private static final int PS_SYNC = 0x548;

    /**
     * Parses a configuration.
     *
     * @throws MalformedMediaException if it ends within a field, or has a reserved value
     * @throws UnsupportedMediaException if its object type is none of AAC Main, LC, SSR, LTP, with or without SBR and PS
     */
    public static AudioSpecificConfig parse(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > MAX_BYTES) {
            throw new MalformedMediaException(WHAT + " of " + length + " bytes, at most " + MAX_BYTES);
        }
        BitReader in = new BitReader(WHAT, bytes, offset, length);
        int objectType = readObjectType(in);
        int sampleRate = readSampleRate(in);
        int channels = in.bits(4, "channelConfiguration");
        boolean explicit = objectType == SBR || objectType == PS;
        boolean sbr = explicit;
        boolean ps = objectType == PS;
        int outputSampleRate = sampleRate;
        if (explicit) {
            outputSampleRate = readSampleRate(in);
            objectType = readObjectType(in);
        }
        if (objectType < 1 || objectType > 4) {
            throw new UnsupportedMediaException(
                    WHAT + ": audio object type " + objectType + ", only AAC Main, LC, SSR and LTP are carried");
        }
        int samplesPerFrame = in.flag("frameLengthFlag") ? 960 : 1024;
        if (in.flag("dependsOnCoreCoder")) {
            in.skip(14, "coreCoderDelay");
        }
        in.flag("extensionFlag");
        if (channels == 0) {
            skipProgramConfig(in);
        }
        // Old decoders stop above; new ones look for the extension in what is left (section 1.6.5.3).
        if (!explicit && in.bitsLeft() >= 16 && in.bits(11, "syncExtensionType") == SBR_SYNC) {
            if (readObjectType(in) == SBR && in.flag("sbrPresentFlag")) {
                sbr = true;
                outputSampleRate = readSampleRate(in);
                ps = in.bitsLeft() >= 12 && in.bits(11, "syncExtensionType") == PS_SYNC && in.flag("psPresentFlag");
            }
        }
        return new AudioSpecificConfig(objectType, sampleRate, channels, samplesPerFrame, sbr, ps, outputSampleRate);
    }

    /** Parses a whole array; see {@link #parse(byte[], int, int)}. */
    public static AudioSpecificConfig parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    private static int readObjectType(BitReader in) {
        int type = in.bits(5, "audioObjectType");
        return type == ESCAPE ? 32 + in.bits(6, "audioObjectTypeExt") : type;
    }

    private static int readSampleRate(BitReader in) {
        int index = in.bits(4, "samplingFrequencyIndex");
        if (index == EXPLICIT_RATE) {
            int rate = in.bits(24, "samplingFrequency");
            if (rate < SAMPLE_RATES[SAMPLE_RATES.length - 1] || rate > SAMPLE_RATES[0]) {
                throw new MalformedMediaException(WHAT + ": sampling frequency " + rate + " Hz, it is "
                        + SAMPLE_RATES[SAMPLE_RATES.length - 1] + " to " + SAMPLE_RATES[0]);
            }
            return rate;
        }
        if (index >= SAMPLE_RATES.length) {
            throw new MalformedMediaException(WHAT + ": reserved sampling frequency index " + index);
        }
        return SAMPLE_RATES[index];
    }

    /** Section 4.4.1.1, table 4.2. */
    private static void skipProgramConfig(BitReader in) {
        in.skip(4 + 2 + 4, "element_instance_tag, object_type, sampling_frequency_index");
        int front = in.bits(4, "num_front_channel_elements");
        int side = in.bits(4, "num_side_channel_elements");
        int back = in.bits(4, "num_back_channel_elements");
        int lowFrequency = in.bits(2, "num_lfe_channel_elements");
        int data = in.bits(3, "num_assoc_data_elements");
        int coupling = in.bits(4, "num_valid_cc_elements");
        if (in.flag("mono_mixdown_present")) {
            in.skip(4, "mono_mixdown_element_number");
        }
        if (in.flag("stereo_mixdown_present")) {
            in.skip(4, "stereo_mixdown_element_number");
        }
        if (in.flag("matrix_mixdown_idx_present")) {
            in.skip(3, "matrix_mixdown_idx, pseudo_surround_enable");
        }
        in.skip(5 * (front + side + back + coupling) + 4 * (lowFrequency + data), "channel elements");
        in.align();
        in.skip(8 * in.bits(8, "comment_field_bytes"), "comment_field_data");
    }

    /**
     * The configuration that says what this says; SBR and PS as an extension behind the core's, which all decoders
     * understand (section 1.6.5.2).
     *
     * @throws UnsupportedMediaException if a program config element gives the layout, for it is not kept
     */
    public byte[] encode() {
        if (channelConfiguration == 0) {
            throw new UnsupportedMediaException(WHAT + ": layout by a program config element");
        }
        BitWriter out = new BitWriter();
        out.bits(5, objectType);
        writeSampleRate(out, sampleRate);
        out.bits(4, channelConfiguration);
        out.bits(3, samplesPerFrame == 960 ? 4 : 0); // frameLengthFlag, dependsOnCoreCoder, extensionFlag
        if (sbr) {
            out.bits(11, SBR_SYNC);
            out.bits(5, SBR);
            out.bits(1, 1);
            writeSampleRate(out, outputSampleRate);
            if (ps) {
                out.bits(11, PS_SYNC);
                out.bits(1, 1);
            }
        }
        return out.bytes();
    }

    private static void writeSampleRate(BitWriter out, int rate) {
        int index = sampleRateIndex(rate);
        out.bits(4, index < 0 ? EXPLICIT_RATE : index);
        if (index < 0) {
            out.bits(24, rate);
        }
    }

    /** Channels that a decoder puts out; 0 where the layout is not kept. */
    public int channels() {
        return ps && channelConfiguration == 1 ? 2 : channelConfiguration == 7 ? 8 : channelConfiguration;
    }

    /** Which of the 13 rates of table 1.18 the core has; -1 if none of them. */
    public int sampleRateIndex() {
        return sampleRateIndex(sampleRate);
    }

    private static int sampleRateIndex(int rate) {
        for (int i = 0; i < SAMPLE_RATES.length; i++) {
            if (SAMPLE_RATES[i] == rate) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String codecs() {
        return "mp4a.40." + (ps ? PS : sbr ? SBR : objectType);
    }
}
