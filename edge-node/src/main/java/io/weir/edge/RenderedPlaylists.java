package io.weir.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.edge.http.Representation;
import io.weir.hls.PlaylistEncoder;
import io.weir.name.StreamName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Playlists as bytes, made once for each snapshot however many ask. Safe for any thread. */
final class RenderedPlaylists {
    private static final String CONTENT_TYPE = "application/vnd.apple.mpegurl";
    private static final String CACHE_CONTROL = "max-age=1";
    private static final int MAX_STREAMS = 10_000;
    private static final Duration UNUSED_FOR = Duration.ofMinutes(1);

    private final Cache<StreamName, Rendered> rendered = Caffeine.newBuilder()
            .maximumSize(MAX_STREAMS)
            .expireAfterAccess(UNUSED_FOR)
            .build();

    private record Rendered(String etag, Representation media, Representation master) {}

    /**
     * The media playlist, to stand at {@code .../<stream>.m3u8}.
     *
     * @param snapshot with segments
     */
    Representation media(StreamName stream, Snapshot snapshot) {
        return of(stream, snapshot).media();
    }

    /**
     * The master playlist, to stand at {@code .../<stream>/master.m3u8}.
     *
     * @param snapshot with segments
     */
    Representation master(StreamName stream, Snapshot snapshot) {
        return of(stream, snapshot).master();
    }

    private Rendered of(StreamName stream, Snapshot snapshot) {
        Rendered latest = rendered.getIfPresent(stream);
        return latest != null && latest.etag().equals(snapshot.etag())
                ? latest
                : rendered.asMap().compute(stream, (name, before) -> renderUnlessDone(name, snapshot, before));
    }

    private static Rendered renderUnlessDone(StreamName stream, Snapshot snapshot, @Nullable Rendered before) {
        if (before != null && before.etag().equals(snapshot.etag())) {
            return before;
        }
        String name = stream.stream();
        return new Rendered(
                snapshot.etag(),
                text(PlaylistEncoder.media(snapshot.playlist(), name + "/"), snapshot),
                text(PlaylistEncoder.master(snapshot.variant(), "../" + name + ".m3u8"), snapshot));
    }

    private static Representation text(byte[] bytes, Snapshot snapshot) {
        return Representation.text(bytes, CONTENT_TYPE, snapshot.etag(), CACHE_CONTROL);
    }
}
