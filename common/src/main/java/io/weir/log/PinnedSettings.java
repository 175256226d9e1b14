package io.weir.log;

import java.util.Objects;

/**
 * What shapes the segments of an epoch. The writer resolves it when it claims the stream and repeats it in every CONFIG,
 * so that every reader cuts alike whatever its own settings are.
 *
 * @param segmentTargetMs the length that segments aim at, 1 to {@link #MAX_SEGMENT_TARGET_MS}
 * @param container {@link #TS} or {@link #FMP4}: what segments are made as unless a codec needs the latter
 * @param muxerVersion the version of cutter and muxer that defines the bytes
 */
public record PinnedSettings(int segmentTargetMs, String container, int muxerVersion) {
    /** MPEG transport streams. */
    public static final String TS = "ts";

    /** Fragmented MP4. */
    public static final String FMP4 = "fmp4";

    /** What this code writes, and the newest that it knows. */
    public static final int MUXER_VERSION = 1;

    /** A longer target in a record is taken for damage, ms. What can be configured is far below it. */
    static final int MAX_SEGMENT_TARGET_MS = 60_000;

    public PinnedSettings {
        Objects.requireNonNull(container, "container");
        if (segmentTargetMs < 1 || segmentTargetMs > MAX_SEGMENT_TARGET_MS) {
            throw new IllegalArgumentException(
                    "segment target of " + segmentTargetMs + " ms, it is 1 to " + MAX_SEGMENT_TARGET_MS);
        }
    }

    /**
     * Requires that this code can cut by these settings.
     *
     * @throws UnknownSettingsException if it cannot
     */
    public void requireKnown() {
        if (muxerVersion < 1 || muxerVersion > MUXER_VERSION) {
            throw new UnknownSettingsException("segments are to be made by muxer version " + muxerVersion
                    + ", and this node knows 1 to " + MUXER_VERSION);
        }
        if (!container.equals(TS) && !container.equals(FMP4)) {
            throw new UnknownSettingsException(
                    "segments are to be made as " + container + ", and this node knows " + TS + " and " + FMP4);
        }
    }
}
