package io.weir.media;

import java.util.Objects;

/**
 * The header of a layer III frame (ISO/IEC 11172-3 section 2.4.1.3, ISO/IEC 13818-3, and the MPEG-2.5 extension).
 *
 * @param sampleRate Hz
 * @param channels 1 or 2
 * @param samplesPerFrame 1152 or 576
 * @param bitrate bit/s
 * @param frameBytes of the whole frame with this header
 */
public record Mp3FrameHeader(int sampleRate, int channels, int samplesPerFrame, int bitrate, int frameBytes) {
    /** Bytes of a header. */
    public static final int BYTES = 4;

    private static final String WHAT = "MP3 frame";
    private static final int[] MPEG1_KBPS = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] MPEG2_KBPS = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] MPEG1_HZ = {44_100, 48_000, 32_000};
    private static final int LAYER_III = 1;
    private static final int MONO = 3;

    /**
     * Parses the header at the start of a range.
     *
     * @throws MalformedMediaException if there is no header, or it has a reserved value
     * @throws UnsupportedMediaException if it is layer I or II, or of free bit rate
     */
    public static Mp3FrameHeader parse(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length < BYTES) {
            throw new MalformedMediaException(WHAT + " of " + length + " bytes, its header has " + BYTES);
        }
        int header = ((bytes[offset] & 0xFF) << 24)
                | ((bytes[offset + 1] & 0xFF) << 16)
                | ((bytes[offset + 2] & 0xFF) << 8)
                | (bytes[offset + 3] & 0xFF);
        int version = (header >>> 19) & 0x3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
        int layer = (header >>> 17) & 0x3;
        int bitrateIndex = (header >>> 12) & 0xF;
        int rateIndex = (header >>> 10) & 0x3;
        if (header >>> 21 != 0x7FF || version == 1 || layer == 0 || bitrateIndex == 15 || rateIndex == 3) {
            throw new MalformedMediaException(WHAT + ": header 0x" + Integer.toHexString(header));
        }
        if (layer != LAYER_III) {
            throw new UnsupportedMediaException(WHAT + ": layer " + (4 - layer) + ", only layer 3 is carried");
        }
        if (bitrateIndex == 0) {
            throw new UnsupportedMediaException(WHAT + ": free bit rate");
        }
        boolean mpeg1 = version == 3;
        int bitrate = (mpeg1 ? MPEG1_KBPS : MPEG2_KBPS)[bitrateIndex] * 1000;
        int sampleRate = MPEG1_HZ[rateIndex] >> (mpeg1 ? 0 : version == 2 ? 1 : 2);
        int samples = mpeg1 ? 1152 : 576;
        int padding = (header >>> 9) & 1;
        int channels = ((header >>> 6) & 0x3) == MONO ? 1 : 2;
        int frameBytes = samples / 8 * bitrate / sampleRate + padding;
        return new Mp3FrameHeader(sampleRate, channels, samples, bitrate, frameBytes);
    }

    /** The part of this header that all frames of a track share. */
    public Mp3Format format() {
        return new Mp3Format(sampleRate, channels, samplesPerFrame);
    }

    /**
     * How many whole frames stand one after the other in a range, counted up to the first thing that is none; never
     * throws for what the bytes hold.
     */
    public static int countFrames(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        int frames = 0;
        try {
            while (at < end) {
                int frameBytes = parse(bytes, at, end - at).frameBytes();
                if (frameBytes > end - at) {
                    break;
                }
                at += frameBytes;
                frames++;
            }
        } catch (MediaException noFrame) {
            // What follows is a tag or garbage; the decoder looks for the next frame by itself.
        }
        return frames;
    }
}
