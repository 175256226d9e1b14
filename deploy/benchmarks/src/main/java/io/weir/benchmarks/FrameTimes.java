package io.weir.benchmarks;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** When each of the last pictures of a stream was sent. One thread writes, others read. */
final class FrameTimes {
    /** Five minutes at 25 a second. */
    private static final int KEPT = 8_192;

    private final AtomicLongArray sentNanos = new AtomicLongArray(KEPT);
    private volatile long count;

    /** The number that the next picture gets; they count from 0. */
    long nextNumber() {
        return count;
    }

    /** The next picture is sent. */
    void sent(long nowNanos) {
        long number = count;
        sentNanos.set((int) (number % KEPT), nowNanos);
        count = number + 1;
    }

    /** When it was sent; null if it was not, or too long ago. */
    @Nullable
    Long sentNanos(long number) {
        if (number < 0 || number >= count || number < count - KEPT) {
            return null;
        }
        return sentNanos.get((int) (number % KEPT));
    }
}
