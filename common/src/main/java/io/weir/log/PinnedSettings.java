package io.weir.log;

/**
 * What shapes the segments of an epoch. The writer resolves it when it claims the stream and repeats it in every CONFIG,
 * so that every reader cuts alike whatever its own settings are.
 *
 * @param segmentTargetMs the length that segments aim at
 * @param container {@code ts}
 * @param muxerVersion the version of cutter and muxer that defines the bytes
 */
public record PinnedSettings(int segmentTargetMs, String container, int muxerVersion) {
    /** What this code knows. */
    public static final int MUXER_VERSION = 1;
}
