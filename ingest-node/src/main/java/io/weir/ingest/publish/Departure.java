package io.weir.ingest.publish;

/** How a publication leaves its stream, once media has broken off. */
enum Departure {
    /** The publisher may come back: TICKs go on for {@code stream.linger}, then the stream ends. */
    LINGER,
    /** Another node may take the stream at once. */
    RELEASE,
    /** Nobody will come back: the stream ends. */
    END;

    /** How long TICKs go on. */
    long lingerMs(long streamLingerMs) {
        return this == LINGER ? streamLingerMs : 0;
    }

    /** What is written last. */
    LogEntry lastEntry(long wallMs, String cause) {
        return this == RELEASE ? LogEntry.release(wallMs) : LogEntry.end(wallMs, cause);
    }
}
