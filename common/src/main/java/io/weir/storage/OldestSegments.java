package io.weir.storage;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The oldest of all segments that are offered, up to a number; so memory is bounded however many there are. */
final class OldestSegments {
    private final int max;
    private final PriorityQueue<StoredSegment> newestFirst = new PriorityQueue<>(Comparator.reverseOrder());
    private boolean dropped;

    OldestSegments(int max) {
        this.max = max;
    }

    void offer(StoredSegment segment) {
        newestFirst.add(segment);
        if (newestFirst.size() > max) {
            newestFirst.remove();
            dropped = true;
        }
    }

    /** Whether there were more than the number. */
    boolean dropped() {
        return dropped;
    }

    /** Oldest first. */
    List<StoredSegment> sorted() {
        return newestFirst.stream().sorted().toList();
    }
}
