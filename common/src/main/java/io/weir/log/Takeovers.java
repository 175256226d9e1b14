package io.weir.log;

import java.util.ArrayList;
import java.util.List;

/**
 * When a stream that was being published was last taken from its publisher. The newest push wins, but two encoders that are
 * set to one stream, and come again whenever they are turned away, would take it from each other for ever; so once it has
 * been taken {@value #LIMIT} times within {@value #WITHIN_MS} ms, who has it stays for {@value #STAY_MS} ms.
 *
 * <p>Carried from CLAIM to CLAIM, so that all nodes know it.
 *
 * @param atMs by the clocks of the nodes that took it, the oldest first
 */
public record Takeovers(List<Long> atMs) {
    public static final Takeovers NONE = new Takeovers(List.of());

    static final int LIMIT = 3;
    static final long WITHIN_MS = 60_000;
    static final long STAY_MS = 30_000;

    /** As many as matter are kept. */
    public Takeovers {
        atMs = List.copyOf(atMs.subList(Math.max(0, atMs.size() - LIMIT), atMs.size()));
    }

    /** With one more. */
    public Takeovers and(long nowMs) {
        List<Long> more = new ArrayList<>(atMs);
        more.add(nowMs);
        return new Takeovers(more);
    }

    /** For how long who has the stream stays, ms; 0 if it may be taken. */
    public long stayMs(long nowMs) {
        if (atMs.size() < LIMIT || atMs.get(LIMIT - 1) - atMs.get(0) > WITHIN_MS) {
            return 0;
        }
        long left = atMs.get(LIMIT - 1) + STAY_MS - nowMs;
        // A node whose clock is far ahead must not keep all others away.
        return left > 2 * STAY_MS ? 0 : Math.max(0, left);
    }

    /** Why a push is refused, for its publisher. */
    public static String refusal(String stream, long stayMs) {
        return stream + " was taken over " + LIMIT + " times within " + WITHIN_MS / 1000 + " s, so its publisher stays:"
                + " publish again in " + (stayMs + 999) / 1000 + " s, and see that no other encoder publishes it";
    }
}
