package io.weir.ingest.pull;

/**
 * What a source says of one of its tracks.
 *
 * @param index by which packets name it
 * @param kind what it is for
 * @param codecId FFmpeg's AV_CODEC_ID
 * @param codecName FFmpeg's name of the codec
 * @param extradata FFmpeg's: the codec's configuration; empty where there is none. Not to be changed.
 * @param sampleRate of sound, Hz; 0 where the source does not say
 * @param channels of sound; 0 where the source does not say
 * @param bitsPerCodedSample of sound; 0 where the source does not say
 */
record TrackSource(
        int index,
        Kind kind,
        int codecId,
        String codecName,
        byte[] extradata,
        int sampleRate,
        int channels,
        int bitsPerCodedSample) {
    /** Extradata that is longer is not read, bytes. */
    static final int MAX_EXTRADATA_BYTES = 64 << 10;

    /** What a track is for. */
    enum Kind {
        VIDEO,
        AUDIO,
        /** Metadata, ONVIF's events: nobody's media. */
        OTHER
    }
}
