package io.weir.ingest.rtmp;

import io.weir.name.StreamName;
import org.jspecify.annotations.Nullable;

/** Who may publish what. */
@FunctionalInterface
public interface PublishAccess {
    /** Everybody may publish everything. */
    PublishAccess OPEN = (stream, key, peer) -> true;

    /**
     * Answers at once; called on an event loop. What it throws is a no.
     *
     * @param key what the publisher's URL gave as {@code ?key=}; null if nothing. A secret: into no log
     * @param peer the publisher, as {@code host:port}
     */
    boolean isAllowed(StreamName stream, @Nullable String key, String peer);

    /** Who knows the key may publish everything. The comparison takes the same time for every wrong key. */
    static PublishAccess withKey(String expected) {
        return new ConfiguredKeyAccess(expected);
    }
}
