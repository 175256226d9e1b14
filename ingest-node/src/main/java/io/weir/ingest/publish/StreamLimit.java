package io.weir.ingest.publish;

import io.weir.config.Keys;
import io.weir.name.StreamName;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the streams of this node, each with its topic: those that are published, and those that wait for their publisher
 * to come back. A stream that is one of them may be published again at any time. For any thread.
 */
final class StreamLimit {
    private final int maxStreams;
    private final Map<StreamName, Integer> publishers = new HashMap<>();

    StreamLimit(int maxStreams) {
        this.maxStreams = maxStreams;
    }

    /** Counts a publisher of the stream; false if there are too many streams. */
    synchronized boolean open(StreamName stream) {
        if (publishers.size() >= maxStreams && !publishers.containsKey(stream)) {
            return false;
        }
        publishers.merge(stream, 1, Integer::sum);
        return true;
    }

    /** A publisher that was counted is over. */
    synchronized void close(StreamName stream) {
        publishers.computeIfPresent(stream, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Why a stream is refused, for its publisher. */
    String refusal() {
        return "this node has " + maxStreams + " streams already, as many as " + Keys.RTMP_MAX_STREAMS.spelling()
                + " allows";
    }
}
