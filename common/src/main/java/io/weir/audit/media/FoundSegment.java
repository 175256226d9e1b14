package io.weir.audit.media;

import java.util.List;

/**
 * The frames of a segment, each track's in its order.
 *
 * @param transportStream whether times are those of a transport stream: modulo 2^33, and at a known distance from the log's
 */
public record FoundSegment(boolean transportStream, List<FoundFrame> pictures, List<FoundFrame> sounds) {
    public FoundSegment {
        pictures = List.copyOf(pictures);
        sounds = List.copyOf(sounds);
    }
}
