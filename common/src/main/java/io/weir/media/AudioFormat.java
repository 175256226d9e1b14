package io.weir.media;

/** What Weir must know of a sound track: the grid its frames lie on, and its name. */
public sealed interface AudioFormat permits AudioSpecificConfig, Mp3Format {
    /** Samples a second in the grid of {@link #samplesPerFrame}; with SBR the decoder puts out twice as many. */
    int sampleRate();

    /** Samples of one coded frame. */
    int samplesPerFrame();

    /** The RFC 6381 name, such as {@code mp4a.40.2}. */
    String codecs();
}
