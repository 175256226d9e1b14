package io.weir.edge;

import io.weir.hls.MediaPlaylist;
import io.weir.hls.MediaSegment;
import io.weir.hls.Variant;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** An index that says what the test tells it. */
final class FakePlaylistSource implements PlaylistSource {
    static final int SEGMENT_MS = 6_000;
    static final Variant VARIANT = new Variant("avc1.64001f,mp4a.40.2", 2_100_000, 1280, 720, 25_000);

    private final Map<StreamName, Snapshot> snapshots = new ConcurrentHashMap<>();
    private final List<Consumer<StreamName>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable String problem;
    private volatile int freshFromS = Integer.MAX_VALUE;

    /** A live window of so many segments, whose numbers begin at {@code firstMsn}. */
    void live(StreamName stream, long startMs, long firstMsn, int count) {
        put(stream, new Snapshot("t-" + (firstMsn + count), playlist(startMs, firstMsn, count, false), VARIANT, 0));
    }

    /** The same, ended. */
    void ended(StreamName stream, long startMs, long firstMsn, int count, long endedMs) {
        MediaPlaylist playlist = playlist(startMs, firstMsn, count, true);
        put(stream, new Snapshot("t-" + (firstMsn + count) + "-end", playlist, VARIANT, endedMs));
    }

    void put(StreamName stream, Snapshot snapshot) {
        snapshots.put(stream, snapshot);
        listeners.forEach(listener -> listener.accept(stream));
    }

    void stale(@Nullable String reason) {
        problem = reason;
    }

    /** Streams of this target duration and longer ones are current all the same. */
    void freshFrom(int targetDurationS) {
        freshFromS = targetDurationS;
    }

    static SegmentName segment(long startMs, long firstMsn, long msn) {
        return new SegmentName(startMs + (msn - firstMsn) * SEGMENT_MS, msn, SEGMENT_MS, false, null, null);
    }

    @Override
    public @Nullable Snapshot latest(StreamName stream) {
        return snapshots.get(stream);
    }

    @Override
    public Set<StreamName> streams() {
        return snapshots.keySet();
    }

    @Override
    public Optional<String> staleness() {
        return Optional.ofNullable(problem);
    }

    @Override
    public Optional<String> staleness(int targetDurationS) {
        return targetDurationS >= freshFromS ? Optional.empty() : Optional.ofNullable(problem);
    }

    @Override
    public void onChange(Consumer<StreamName> listener) {
        listeners.add(listener);
    }

    private static MediaPlaylist playlist(long startMs, long firstMsn, int count, boolean ended) {
        List<MediaSegment> segments = LongStream.range(firstMsn, firstMsn + count)
                .mapToObj(msn -> {
                    SegmentName name = segment(startMs, firstMsn, msn);
                    return new MediaSegment(msn, name.fileName(), name.startMs(), SEGMENT_MS, false, false, null);
                })
                .toList();
        return new MediaPlaylist(6, 0, true, ended, segments);
    }
}
