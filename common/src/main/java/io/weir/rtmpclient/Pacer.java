package io.weir.rtmpclient;

import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets the tags of a loop out in real time. What was held up comes as soon as it is asked for; the clock goes on. */
final class Pacer {
    private final FlvLoop loop;
    private final long startNanos;
    private FlvLoop.Timed upcoming;

    /**
     * The first tag is due at once.
     *
     * @param startNanos a monotonic clock's time now
     */
    Pacer(FlvLoop loop, long startNanos) {
        this.loop = loop;
        this.startNanos = startNanos;
        this.upcoming = loop.next();
    }

    /** The next tag if it is due, and never again; else null. */
    @Nullable
    FlvTag due(long nowNanos) {
        if (delayNanos(nowNanos) > 0) {
            return null;
        }
        FlvTag tag = upcoming.tag();
        upcoming = loop.next();
        return tag;
    }

    /** How long until the next tag is due; 0 if it is. */
    long delayNanos(long nowNanos) {
        long atNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(upcoming.atMs());
        return Math.max(0, atNanos - nowNanos);
    }
}
