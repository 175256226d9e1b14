package io.weir.e2e;

import java.util.ArrayList;
import java.util.List;

/** The frames of one kind that a publisher has sent: numbered from 0, each with the time when that was. */
final class SentFrames {
    private final List<Long> sentMs = new ArrayList<>();

    /** Notes that one is sent now; returns its number. */
    synchronized long next() {
        sentMs.add(System.currentTimeMillis());
        return sentMs.size() - 1L;
    }

    synchronized int count() {
        return sentMs.size();
    }

    /** When a frame was sent, wall clock. */
    synchronized long sentMs(long number) {
        return sentMs.get((int) number);
    }
}
