package io.weir.segmenter;

import org.jspecify.annotations.Nullable;

/**
 * The loop's thread as one stream sees it. A stream's tasks are no longer run once the stream was let go, and one that
 * fails lets its own stream go and harms no other.
 */
interface StreamLoop {
    /** Runs a task on the loop's thread, soon; from any thread. */
    void execute(Runnable task);

    /** Runs a task on the loop's thread, later. */
    void executeAfter(long delayMs, Runnable task);

    /** From now on the stream's records are given from this offset; on the loop's thread. */
    void seek(long offset);

    /** So many frames were damaged, and something of them was left out of a segment. */
    void damaged(int frames);

    /** A put has ended: {@code error} is null if the store took it. */
    void putEnded(@Nullable Throwable error);

    /** An append to the index has ended: {@code error} is null if it was acknowledged. */
    void appendEnded(@Nullable Throwable error);
}
