package io.weir.ingest.pull;

import io.weir.media.UnsupportedMediaException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes AAC of sound that segments do not carry. */
public interface AudioConversion {
    /** Converts nothing: other sound is left out. */
    AudioConversion NONE = (sound, out) -> null;

    /**
     * What a source says of its sound.
     *
     * @param codecId FFmpeg's AV_CODEC_ID
     * @param sampleRate Hz; 0 if it is not known
     * @param channels 0 if they are not known
     * @param bitsPerCodedSample 0 if they are not known; G.726 is not decoded without
     * @param extradata FFmpeg's; empty where there is none. Not to be changed.
     */
    record Sound(int codecId, int sampleRate, int channels, int bitsPerCodedSample, byte[] extradata) {}

    /**
     * Begins to convert one track.
     *
     * @param out called within the converter's methods only
     * @return null if this sound cannot be converted
     */
    @Nullable
    Converter begin(Sound sound, Output out);

    /** One track's conversion. Not for several threads. */
    interface Converter extends AutoCloseable {
        /**
         * Takes a packet. One that cannot be decoded is left out.
         *
         * @param timestampMs presentation time, 32 bits that wrap
         * @param data borrowed; its position and limit are the packet's, and stay
         * @throws UnsupportedMediaException if nothing more can be converted; it is closed then
         */
        void convert(int timestampMs, ByteBuffer data);

        @Override
        void close();
    }

    /** Where the AAC goes. */
    interface Output {
        /** Comes before the first frame. */
        void configuration(byte[] audioSpecificConfig);

        /** One raw frame, without ADTS. */
        void frame(int timestampMs, byte[] frame);
    }
}
