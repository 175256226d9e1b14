package io.weir.segmenter;

import io.weir.name.StreamName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The streams that this node leaves to other segmenters, for their writers pinned settings that it does not know. What is left
 * in vain is tried again after a while: a writer that comes later may pin others.
 *
 * <p>Confined to the assigner's executor.
 */
final class LeftStreams {
    /** A stream is left for so long at least. */
    static final long REST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<StreamName, Long> sinceNanos = new HashMap<>();

    void add(StreamName stream, long nowNanos) {
        sinceNanos.put(stream, nowNanos);
    }

    /** A copy. */
    Set<StreamName> names() {
        return Set.copyOf(sinceNanos.keySet());
    }

    /** Leaves those no longer of which that is in vain, or without meaning, once they have been left for a while. */
    void takeBack(Predicate<StreamName> pointless, long nowNanos) {
        sinceNanos
                .entrySet()
                .removeIf(left -> nowNanos - left.getValue() >= REST_NANOS && pointless.test(left.getKey()));
    }
}
