package io.weir.segmenter;

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
}
