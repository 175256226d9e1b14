package io.weir.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server under load. Closing it ends what was started for it. */
interface MeasuredServer extends AutoCloseable {
    /** For the table, such as {@code weir}. */
    String name();

    /** Version and options. */
    String description();

    /** {@code rtmp://host:port/<app>}. */
    URI rtmp();

    /** Where a stream's playlist is. */
    URI playlist(String stream);

    /** The processes that were started, without those that they have started in turn. */
    Set<Long> pids();

    /** What is in use on its heap after a collection, which this asks for, bytes; null if it has none or does not tell. */
    @Nullable
    Long liveHeapBytes() throws IOException, InterruptedException;

    @Override
    void close();
}
