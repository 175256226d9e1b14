package io.weir.track;

import io.weir.media.AudioFormat;
import io.weir.media.AudioSpecificConfig;
import io.weir.media.UnsupportedMediaException;
import io.weir.media.VideoFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a segment carries; at least one of both.
 *
 * @param video null for sound alone
 * @param audio null for pictures alone
 */
public record MediaTracks(
        @Nullable VideoFormat video, @Nullable AudioFormat audio) {
    private static final int MAX_ADTS_CHANNEL_CONFIGURATION = 7;

    /**
     * Checks that segments can say what the configurations say.
     *
     * @throws UnsupportedMediaException as {@link #requireForm}
     */
    public MediaTracks {
        if (audio != null) {
            requireForm(audio);
        }
    }

    /**
     * Checks that a transport stream has a form for this sound. All sound is held to it, for which container a segment has
     * is told by the pictures, and they may come later.
     *
     * @throws UnsupportedMediaException if an ADTS header (ISO/IEC 14496-3 section 1.A.2.2) has no place for the sound's
     *     layout, sample rate or frame length
     */
    public static void requireForm(AudioFormat audio) {
        if (audio instanceof AudioSpecificConfig aac) {
            if (aac.channelConfiguration() == 0 || aac.channelConfiguration() > MAX_ADTS_CHANNEL_CONFIGURATION) {
                throw new UnsupportedMediaException("AAC in TS: channel configuration " + aac.channelConfiguration()
                        + ", ADTS has 1 to " + MAX_ADTS_CHANNEL_CONFIGURATION);
            }
            if (aac.sampleRateIndex() < 0) {
                throw new UnsupportedMediaException(
                        "AAC in TS: sample rate " + aac.sampleRate() + " Hz, ADTS has only those of the table");
            }
            if (aac.samplesPerFrame() != 1024) {
                throw new UnsupportedMediaException(
                        "AAC in TS: " + aac.samplesPerFrame() + " samples a frame, ADTS has 1024");
            }
        }
    }
}
