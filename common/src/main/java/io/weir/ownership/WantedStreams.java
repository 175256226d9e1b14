package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each stream was last wanted, by this process's own clock: signs are told apart by their texts, so a sign counts once, from
 * when it was first seen here, whether an event or a reading brought it.
 *
 * <p>That a stream is not wanted is known only as far as the signs have been read. So time in which they cannot be read counts
 * for nobody as time without a viewer.
 */
final class WantedStreams {
    /** Longer than any time after which it matters. */
    private static final long FORGET_AFTER_MS = 24 * 3_600_000L;

    private record Sign(String text, long seenMs) {}

    private final Map<StreamName, Sign> signs = new ConcurrentHashMap<>();
    private volatile long readUntilMs = Long.MIN_VALUE;

    /** A sign was seen; whether it is a new one. */
    boolean see(StreamName stream, String text, long nowMs) {
        Sign last = signs.get(stream);
        if (last != null && last.text().equals(text)) {
            return false;
        }
        signs.put(stream, new Sign(text, nowMs));
        return true;
    }

    /** All signs that were there at that time have been seen. */
    void readUntil(long ms) {
        readUntilMs = ms;
        signs.values().removeIf(sign -> ms - sign.seenMs() > FORGET_AFTER_MS);
    }

    /** For how long a stream is known not to be wanted, ms. */
    long unwantedMs(StreamName stream) {
        Sign last = signs.get(stream);
        if (last == null) {
            return Long.MAX_VALUE;
        }
        long untilMs = readUntilMs;
        return untilMs <= last.seenMs() ? 0 : untilMs - last.seenMs();
    }
}
