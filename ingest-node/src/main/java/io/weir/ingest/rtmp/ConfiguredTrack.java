package io.weir.ingest.rtmp;

import org.jspecify.annotations.Nullable;

/**
 * The picture or the sound of a stream: whether its frames can be decoded with the configuration that came last. Frames
 * before it are of no use to anybody, so they wait for it, but not for ever. Not for several threads.
 */
final class ConfiguredTrack {
    /** A configuration that is late comes with a keyframe, and those are seldom further apart. */
    static final int PATIENCE_MS = 10_000;

    /** Of any track: ten seconds of picture and sound are some thousand. */
    static final int PATIENCE_TAGS = 2_000;

    private final Patience patience = new Patience(PATIENCE_MS, PATIENCE_TAGS);

    /** Whose configuration came last, as a FourCC; 0 before the first. */
    private int codec;

    private @Nullable String fault;
    private @Nullable String missing;

    /**
     * A configuration has come.
     *
     * @param nextCodec a FourCC
     * @param nextFault the track, and why it cannot be carried, for people; null if it can
     */
    void configure(int nextCodec, @Nullable String nextFault) {
        codec = nextCodec;
        fault = nextFault;
        missing = null;
        patience.restart();
    }

    /** Whether frames of this codec are preceded by a configuration, a good one or a bad one. */
    boolean isConfiguredFor(int frameCodec) {
        return codec == frameCodec;
    }

    /** Whether something of this track is carried. */
    boolean isUsable() {
        return codec != 0 && fault == null;
    }

    /**
     * A frame has come whose configuration has not.
     *
     * @param what the track, and what it lacks, for people
     */
    void await(String what, int timestampMs) {
        if (missing == null) {
            missing = what;
            patience.pass(timestampMs);
        }
    }

    /** A tag of any track comes. */
    void pass(int timestampMs) {
        if (missing != null) {
            patience.pass(timestampMs);
        }
    }

    /** Whether frames have come and their configuration still may. */
    boolean isWaiting() {
        return missing != null && !patience.isOver();
    }

    /** The track and why it is left out; null if it is not, or not yet. */
    @Nullable
    String leftOut() {
        return fault != null ? fault : patience.isOver() ? missing : null;
    }
}
