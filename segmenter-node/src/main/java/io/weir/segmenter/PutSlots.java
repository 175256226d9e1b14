package io.weir.segmenter;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many segments all streams together may hold in memory for a store that does not keep up; who comes later waits, in turn.
 *
 * <p>Confined to the loop.
 */
final class PutSlots {
    /** With segments of 6 s and 4 Mbps, 48 MB. */
    static final int COUNT = 16;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free = COUNT;

    /** Takes a slot; or else has {@code again} called once, when there may be one. */
    boolean take(Runnable again) {
        if (free == 0) {
            waiting.add(again);
            return false;
        }
        free--;
        return true;
    }

    /** Gives back what was taken. */
    void give(int slots) {
        free += slots;
        while (free > 0 && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
