package io.weir.cut;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the cutter gives: the playlist's next entry, or its end. */
public sealed interface Cut {
    /** The checkpoint behind this cut. */
    CutState after();

    /**
     * A segment.
     *
     * @param startMs program date-time of its first frame
     * @param durationMs EXTINF
     * @param discontinuity whether a discontinuity stands before it
     * @param bytes the object, position to limit
     * @param init the init segment that it needs, position to limit; null for a transport stream
     * @param config the configurations it is made with
     * @param frameRateMilli pictures a second times 1000, counted over the segment; 0 without video
     * @param damagedFrames of which something, or all, was left out because it is malformed
     */
    record Media(
            long startMs,
            int durationMs,
            boolean discontinuity,
            ByteBuffer bytes,
            @Nullable ByteBuffer init,
            TrackConfig config,
            int frameRateMilli,
            int damagedFrames,
            CutState after)
            implements Cut {}

    /**
     * Time for which there is no media: an EXT-X-GAP entry.
     *
     * @param startMs program date-time at which it begins
     * @param durationMs one target duration
     */
    record Gap(long startMs, int durationMs, CutState after) implements Cut {}

    /**
     * The stream has ended.
     *
     * @param endedMs when, by the ingest node's clock
     */
    record End(long endedMs, CutState after) implements Cut {}
}
