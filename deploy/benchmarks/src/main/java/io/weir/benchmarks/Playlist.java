package io.weir.benchmarks;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a measurement needs of a live HLS playlist (RFC 8216).
 *
 * @param mediaSequence of the first entry
 * @param targetSeconds EXT-X-TARGETDURATION; 0 if there is none
 */
record Playlist(long mediaSequence, long targetSeconds, List<Entry> entries) {
    private static final String MEDIA_SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
    private static final String TARGET_DURATION = "#EXT-X-TARGETDURATION:";

    /**
     * A segment.
     *
     * @param gap EXT-X-GAP: there is no such segment
     * @param discontinuity whether it stands after an EXT-X-DISCONTINUITY
     */
    record Entry(long mediaSequence, URI uri, boolean gap, boolean discontinuity) {}

    /**
     * Reads a playlist; lines without a meaning here are passed over.
     *
     * @param base what the segments' URIs are relative to
     * @throws IllegalArgumentException if a number or URI in it is none
     */
    static Playlist parse(String text, URI base) {
        long mediaSequence = 0;
        long targetSeconds = 0;
        boolean gap = false;
        boolean discontinuity = false;
        List<Entry> entries = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith(MEDIA_SEQUENCE)) {
                mediaSequence = Long.parseLong(line.substring(MEDIA_SEQUENCE.length()));
            } else if (line.startsWith(TARGET_DURATION)) {
                targetSeconds = Long.parseLong(line.substring(TARGET_DURATION.length()));
            } else if (line.equals("#EXT-X-GAP")) {
                gap = true;
            } else if (line.equals("#EXT-X-DISCONTINUITY")) {
                discontinuity = true;
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                entries.add(new Entry(mediaSequence + entries.size(), base.resolve(line), gap, discontinuity));
                gap = false;
                discontinuity = false;
            }
        }
        return new Playlist(mediaSequence, targetSeconds, List.copyOf(entries));
    }

    /** The media sequence number that the next segment will have. */
    long nextMediaSequence() {
        return mediaSequence + entries.size();
    }
}
