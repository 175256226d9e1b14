package io.weir.edge;

import io.weir.hls.MediaPlaylist;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.reader.IndexReader;
import io.weir.name.StreamName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Playlists as the index tells them: one accepted record is one snapshot, the same on every edge. */
public final class IndexPlaylists implements PlaylistSource {
    /** Playlists are not served once this old without proof: one and a half target durations of the usual 6 s. */
    private static final Duration MAX_AGE = Duration.ofSeconds(9);

    private final IndexReader index;
    private final Map<StreamName, Snapshot> snapshots = new ConcurrentHashMap<>();

    /** Playlists of a reader that stays the caller's. */
    public IndexPlaylists(IndexReader index) {
        this.index = index;
    }

    @Override
    public @Nullable Snapshot latest(StreamName stream) {
        Accepted latest = index.latest(stream);
        if (latest == null) {
            return null;
        }
        Snapshot known = snapshots.get(stream);
        if (known == null || !known.etag().equals(latest.hash())) {
            known = snapshot(latest);
            snapshots.put(stream, known);
        }
        return known;
    }

    private static Snapshot snapshot(Accepted accepted) {
        IndexRecord record = accepted.record();
        MediaPlaylist playlist = new MediaPlaylist(
                record.targetDurationS(),
                record.discontinuitySequence(),
                record.independentSegments(),
                record.ended(),
                record.window());
        return new Snapshot(accepted.hash(), playlist, record.variant(), record.endedMs());
    }

    @Override
    public Set<StreamName> streams() {
        return index.all().keySet();
    }

    @Override
    public Optional<String> staleness() {
        return index.staleness(MAX_AGE);
    }

    @Override
    public void onChange(Consumer<StreamName> listener) {
        index.listen((stream, latest) -> listener.accept(stream));
    }
}
