package io.weir.audit;

import io.weir.audit.media.FrameId;
import org.jspecify.annotations.Nullable;

/**
 * A frame of the log that counts, and that segments carry.
 *
 * @param pts90k when it is shown or heard, by the log's unwrapped time
 * @param timed whether segments must tell that time; muxers change one that cannot be
 * @param atMs when the ingest node took its run, wall clock
 * @param offset of its record
 * @param tagIndex of its tag in the record
 * @param section how many breaks of the media are before it; no segment has frames of two sections
 * @param excuse why it may be in no segment; null if it must be in one
 */
record LogFrame(
        boolean video,
        FrameId id,
        long pts90k,
        boolean timed,
        long atMs,
        long offset,
        int tagIndex,
        int section,
        @Nullable String excuse) {}
