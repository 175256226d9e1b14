package io.weir.edge.http;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one log line through in a while, where a peer or an outage could make thousands. */
public final class LogPacer {
    private final Clock clock;
    private final long everyMs;
    private final AtomicLong nextMs = new AtomicLong(Long.MIN_VALUE);

    public LogPacer(Clock clock, Duration every) {
        this.clock = clock;
        this.everyMs = every.toMillis();
    }

    /** Whether the line may be written now. */
    public boolean isDue() {
        long next = nextMs.get();
        long now = clock.millis();
        return now >= next && nextMs.compareAndSet(next, now + everyMs);
    }
}
