package io.weir.hls;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a media playlist.
 *
 * @param msn its media sequence number
 * @param name the last part of its URI and of its object's key, such as {@code 20260131T091500000Z_17_6000.ts}
 * @param startMs EXT-X-PROGRAM-DATE-TIME, wall clock in ms
 * @param durationMs EXTINF; greater than 0
 * @param discontinuity whether EXT-X-DISCONTINUITY stands before it
 * @param gap whether it is an EXT-X-GAP: listed, but there is no such object
 * @param map the last part of EXT-X-MAP's URI; null, and not written, where the segment needs none
 */
public record MediaSegment(
        long msn,
        String name,
        long startMs,
        int durationMs,
        boolean discontinuity,
        boolean gap,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String map) {
    /** This entry with the object of another name. */
    public MediaSegment withName(String other) {
        return new MediaSegment(msn, other, startMs, durationMs, discontinuity, gap, map);
    }
}
