package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.function.Consumer;

/**
 * Which streams somebody wants to watch: edges say so, ingest nodes listen. All methods are safe to call from any thread and
 * return at once.
 */
public interface Demand {
    /** Somebody wants the stream now. May be said with every request; what is told to others is paced. */
    void want(StreamName stream);

    /**
     * For how long nobody has wanted the stream, ms; {@link Long#MAX_VALUE} if nobody is known to have wanted it. Time in which it
     * could not be known does not count.
     */
    long unwantedMs(StreamName stream);

    /** Calls the listener each time a stream is wanted, again and again while it is. It must not block. */
    void onWanted(Consumer<StreamName> listener);
}
