package io.weir.media;

/**
 * What stays the same from one MP3 frame to the next.
 *
 * @param sampleRate Hz
 * @param channels 1 or 2
 * @param samplesPerFrame 1152 (MPEG-1) or 576 (MPEG-2, MPEG-2.5)
 */
public record Mp3Format(int sampleRate, int channels, int samplesPerFrame) implements AudioFormat {
    /** Whether this is MPEG-1 sound (ISO/IEC 11172-3), otherwise MPEG-2 (ISO/IEC 13818-3). */
    public boolean mpeg1() {
        return samplesPerFrame == 1152;
    }

    @Override
    public String codecs() {
        return "mp4a.40.34";
    }
}
