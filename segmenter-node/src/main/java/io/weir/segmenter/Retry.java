package io.weir.segmenter;

import java.util.concurrent.CompletionException;

/** How long to wait between tries of one thing: 0.5 s, then twice as long each time, 4 s at most. */
final class Retry {
    private static final long FIRST_MS = 500;
    private static final long MAX_MS = 4_000;

    private int failures;

    /** Counts a failure; gives the time until the next try, ms. */
    long delayMs() {
        return Math.min(FIRST_MS << Math.min(failures++, 3), MAX_MS);
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
