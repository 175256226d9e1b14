package io.weir.hls;

/**
 * One entry of a media playlist.
 *
 * @param msn its media sequence number
 * @param name the last part of its URI and of its object's key, such as {@code 20260131T091500000Z_17_6000.ts}
 * @param startMs EXT-X-PROGRAM-DATE-TIME, wall clock in ms
 * @param durationMs EXTINF; greater than 0
 * @param discontinuity whether EXT-X-DISCONTINUITY stands before it
 * @param gap whether it is an EXT-X-GAP: listed, but there is no such object
 */
public record MediaSegment(long msn, String name, long startMs, int durationMs, boolean discontinuity, boolean gap) {}
