package io.weir.edge;

import io.weir.hls.MediaPlaylist;
import io.weir.hls.Variant;
import io.weir.name.StreamName;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the index says now. All methods return at once, from any thread. */
public interface PlaylistSource {
    /**
     * What the latest accepted index record of a stream says.
     *
     * @param etag names the record, without quotes; the same on every edge
     * @param playlist the live window; its segments are empty only if the stream has ended and its window has passed
     * @param variant for the master playlist
     * @param endedMs when the stream ended, wall clock in ms; 0 while it lives
     */
    record Snapshot(String etag, MediaPlaylist playlist, Variant variant, long endedMs) {}

    /** The stream's snapshot, or null if the index knows no such stream. */
    @Nullable
    Snapshot latest(StreamName stream);

    /** Every stream that the index knows. */
    Set<StreamName> streams();

    /** Why what is known cannot be proved current now; empty when it can. */
    Optional<String> staleness();

    /** The same, for the playlist of a stream with this EXT-X-TARGETDURATION. */
    Optional<String> staleness(int targetDurationS);

    /** Calls the listener, on the index's thread, each time a stream's snapshot has changed. */
    void onChange(Consumer<StreamName> listener);
}
