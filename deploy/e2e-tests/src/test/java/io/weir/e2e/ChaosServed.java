package io.weir.e2e;

import io.weir.ts.MediaHashes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What all edges have served: the same bytes under the same ETag, and under the same name of a segment. */
final class ChaosServed {
    private final Map<String, String> playlists = new HashMap<>();
    private final Map<String, String> firstEdge = new HashMap<>();
    private final Set<String> ofSeveralEdges = new HashSet<>();
    private final Map<String, String> segments = new HashMap<>();

    /**
     * Takes a playlist.
     *
     * @throws AssertionError if another had this ETag
     */
    synchronized void playlist(String edge, String stream, String etag, String text) {
        String key = stream + " " + etag;
        String known = playlists.putIfAbsent(key, text);
        if (known != null && !known.equals(text)) {
            throw new AssertionError("two playlists of ETag " + etag + ":\n" + known + "\nand\n" + text);
        }
        if (!edge.equals(firstEdge.computeIfAbsent(key, first -> edge))) {
            ofSeveralEdges.add(key);
        }
    }

    /**
     * Takes a segment.
     *
     * @throws AssertionError if another had this name
     */
    synchronized void segment(String uri, byte[] body) {
        String hash = MediaHashes.hash(body, 0, body.length);
        String known = segments.putIfAbsent(uri, hash);
        if (known != null && !known.equals(hash)) {
            throw new AssertionError("two segments of the name " + uri);
        }
    }

    /** The hashes of segments by URI, as {@link MediaHashes} makes them. */
    synchronized Map<String, String> segments() {
        return Map.copyOf(segments);
    }

    synchronized int playlists() {
        return playlists.size();
    }

    /** How many of them more than one edge has served. */
    synchronized int servedBySeveral() {
        return ofSeveralEdges.size();
    }
}
