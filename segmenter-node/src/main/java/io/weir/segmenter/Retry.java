package io.weir.segmenter;

import java.util.concurrent.CompletionException;

/** How long to wait between tries of one thing: twice as long each time, up to a most. */
final class Retry {
    private static final long FIRST_MS = 500;
    private static final long MAX_MS = 4_000;

    private static final int MAX_DOUBLINGS = 10;

    private final long firstMs;
    private final long maxMs;
    private int failures;

    /** 0.5 s to 4 s. */
    Retry() {
        this(FIRST_MS, MAX_MS);
    }

    Retry(long firstMs, long maxMs) {
        this.firstMs = firstMs;
        this.maxMs = maxMs;
    }

    /** Counts a failure; gives the time until the next try, ms. */
    long delayMs() {
        return Math.min(firstMs << Math.min(failures++, MAX_DOUBLINGS), maxMs);
    }

    /** Whether it has failed just once, which is when it is said: not each time again. */
    boolean isFirst() {
        return failures == 1;
    }

    boolean hasFailed() {
        return failures > 0;
    }

    /** What to tell of a future's failure. */
    static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
