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
    /** Of a stream that has no target duration yet, or of all streams. */
    private static final int USUAL_TARGET_DURATION_S = 6;

    /** Less is not asked: a proof is looked for each second, and one that fails takes two. */
    private static final int MIN_AGE_MS = 5_000;

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
        return staleness(USUAL_TARGET_DURATION_S);
    }

    @Override
    public Optional<String> staleness(int targetDurationS) {
        return index.staleness(maxAge(targetDurationS));
    }

    /** How old a playlist may be without proof: one and a half target durations, in which a live one is renewed. */
    static Duration maxAge(int targetDurationS) {
        return Duration.ofMillis(Math.max(MIN_AGE_MS, targetDurationS * 1_500L));
    }

    @Override
    public void onChange(Consumer<StreamName> listener) {
        index.listen((stream, latest) -> listener.accept(stream));
    }
}
