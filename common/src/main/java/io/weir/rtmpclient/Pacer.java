package io.weir.rtmpclient;

import io.weir.flv.FlvLoop;
import io.weir.flv.FlvTag;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets the tags of a loop out in real time. What was held up comes as soon as it is asked for; the clock goes on. */
public final class Pacer {
    private final FlvLoop loop;
    private final long startNanos;
    private FlvLoop.Timed upcoming;

    /**
     * The first tag is due at once.
     *
     * @param startNanos a monotonic clock's time now
     */
    public Pacer(FlvLoop loop, long startNanos) {
        this.loop = loop;
        this.startNanos = startNanos;
        this.upcoming = loop.next();
    }

    /** The next tag if it is due, and never again; else null. */
    public @Nullable FlvTag due(long nowNanos) {
        if (delayNanos(nowNanos) > 0) {
            return null;
        }
        FlvTag tag = upcoming.tag();
        upcoming = loop.next();
        return tag;
    }

    /** How long until the next tag is due; 0 if it is. */
    public long delayNanos(long nowNanos) {
        return Math.max(0, untilNanos(nowNanos));
    }

    /** How late the next tag is; 0 if it is not yet due. */
    public long lagNanos(long nowNanos) {
        return Math.max(0, -untilNanos(nowNanos));
    }

    private long untilNanos(long nowNanos) {
        return startNanos + TimeUnit.MILLISECONDS.toNanos(upcoming.atMs()) - nowNanos;
    }
}
