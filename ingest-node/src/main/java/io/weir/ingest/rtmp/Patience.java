package io.weir.ingest.rtmp;

/** How long something is waited for: so much media time, and so many tags where time stands still. Not for several threads. */
final class Patience {
    private final int maxMs;
    private final int maxTags;
    private int firstMs;
    private int tags;
    private boolean over;

    /** A wait that has not begun. */
    Patience(int maxMs, int maxTags) {
        this.maxMs = maxMs;
        this.maxTags = maxTags;
    }

    /** A tag comes; the wait begins with the first. Times are of 32 bits and wrap. */
    void pass(int timestampMs) {
        if (over) {
            return;
        }
        if (tags++ == 0) {
            firstMs = timestampMs;
        }
        over = tags >= maxTags || timestampMs - firstMs >= maxMs;
    }

    boolean isOver() {
        return over;
    }

    /** As if nothing had come. */
    void restart() {
        tags = 0;
        over = false;
    }
}
