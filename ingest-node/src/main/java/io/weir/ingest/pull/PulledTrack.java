package io.weir.ingest.pull;

import org.jspecify.annotations.Nullable;

/** A track on its way from packets to tags. Of the pull's thread. */
interface PulledTrack extends AutoCloseable {
    /** Takes a packet; what it does not complete may wait for the next one. */
    void take(SourcePacket packet);

    /** Whether tags have been written, so the track is carried. */
    boolean carries();

    /** The track, as people know it. */
    String label();

    /** Why nothing of it can be carried, for people; null while it is, or may be. */
    @Nullable
    String fault();

    @Override
    default void close() {}
}
