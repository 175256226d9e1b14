package io.weir.hls;

import java.util.List;

/**
 * A media playlist (RFC 8216 section 4.3.3).
 *
 * @param targetDurationS EXT-X-TARGETDURATION
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE
 * @param independentSegments whether EXT-X-INDEPENDENT-SEGMENTS may be said
 * @param ended whether EXT-X-ENDLIST closes it
 * @param segments in the order of their numbers, consecutive; the first gives EXT-X-MEDIA-SEQUENCE. Not empty.
 */
public record MediaPlaylist(
        int targetDurationS,
        long discontinuitySequence,
        boolean independentSegments,
        boolean ended,
        List<MediaSegment> segments) {
    public MediaPlaylist {
        segments = List.copyOf(segments);
    }
}
