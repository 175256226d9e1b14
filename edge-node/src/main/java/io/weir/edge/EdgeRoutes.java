package io.weir.edge;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.weir.edge.PlaylistReplies.Form;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.edge.http.ErrorReply;
import io.weir.edge.http.HttpHandler;
import io.weir.edge.http.Reply;
import io.weir.edge.http.Request;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Finds what a path means. Weir's own form comes first where there is such a stream; then the aliases. */
final class EdgeRoutes implements HttpHandler {
    private static final String CACHE_ABSENCE = "max-age=1";

    private final PlaylistSource source;
    private final Directory directory;
    private final PlaylistReplies playlists;
    private final SegmentReplies segments;
    private final PictureReplies pictures;
    private final StreamList streams;
    private final OnDemandStreams onDemand;
    private final Assets assets;
    private final Aliases aliases;

    EdgeRoutes(
            PlaylistSource source,
            Directory directory,
            PlaylistReplies playlists,
            SegmentReplies segments,
            PictureReplies pictures,
            StreamList streams,
            OnDemandStreams onDemand,
            Assets assets,
            Aliases aliases) {
        this.source = source;
        this.directory = directory;
        this.playlists = playlists;
        this.segments = segments;
        this.pictures = pictures;
        this.streams = streams;
        this.onDemand = onDemand;
        this.assets = assets;
        this.aliases = aliases;
    }

    @Override
    public CompletableFuture<Reply> handle(Request request) {
        List<String> path = request.path();
        if (path.equals(List.of("api", "v1", "streams"))) {
            return CompletableFuture.completedFuture(streams.answer(request));
        }
        Reply asset = assets.answer(request);
        if (asset != null) {
            return CompletableFuture.completedFuture(asset);
        }
        Wanted own = Wanted.of(path);
        StreamName ownName = own == null ? null : own.name();
        if (own != null && ownName != null && isKnown(ownName)) {
            return serve(ownName, own, request);
        }
        Wanted byAlias = aliases.match(path);
        if (byAlias != null) {
            return serveAlias(byAlias, request);
        }
        if (own == null) {
            return absent("path-unknown", "there is nothing at this path", Map.of());
        }
        return ownName == null ? invalidName() : serve(ownName, own, request);
    }

    private CompletableFuture<Reply> serve(StreamName stream, Wanted wanted, Request request) {
        // A page of many pictures wakes no camera: each is the last one there was.
        if (wanted.resource() != Wanted.Resource.PICTURE && !request.isHead()) {
            onDemand.watched(stream);
        }
        return switch (wanted.resource()) {
            case PLAYLIST -> playlists.answer(stream, Form.MEDIA, request);
            case MASTER -> playlists.answer(stream, Form.MASTER, request);
            case PICTURE -> pictures.answer(stream, request);
            case SEGMENT ->
                wanted.segment() == null ? invalidName() : segments.answer(stream, wanted.segment(), request);
        };
    }

    private CompletableFuture<Reply> serveAlias(Wanted wanted, Request request) {
        if (wanted.app() == null) {
            return serveOnlyOne(wanted, request);
        }
        StreamName name = wanted.name();
        return name == null ? invalidName() : serve(name, wanted, request);
    }

    /** The application is not named: it is the only one that has a stream of that name. */
    private CompletableFuture<Reply> serveOnlyOne(Wanted wanted, Request request) {
        Set<StreamName> candidates = candidates(wanted.stream());
        if (candidates.size() == 1) {
            return serve(candidates.iterator().next(), wanted, request);
        }
        if (candidates.isEmpty()) {
            return absent("stream-unknown", "no such stream is live", Map.of());
        }
        return absent(
                "stream-ambiguous",
                "several applications have a stream of this name; choose one",
                Map.of(
                        "choices",
                        candidates.stream()
                                .map(name -> "/" + name + Wanted.PLAYLIST_SUFFIX)
                                .toList()));
    }

    /** The streams of that name that live; if there are none, those that can be seen still. */
    private Set<StreamName> candidates(String stream) {
        Set<StreamName> found = new TreeSet<>();
        for (StreamName name : directory.streams().keySet()) {
            if (name.stream().equals(stream)) {
                found.add(name);
            }
        }
        addFromSource(found, stream, snapshot -> snapshot.endedMs() == 0);
        if (found.isEmpty()) {
            addFromSource(
                    found, stream, snapshot -> !snapshot.playlist().segments().isEmpty());
        }
        return found;
    }

    private void addFromSource(Set<StreamName> found, String stream, Predicate<Snapshot> condition) {
        for (StreamName name : source.streams()) {
            Snapshot snapshot = name.stream().equals(stream) ? source.latest(name) : null;
            if (snapshot != null && condition.test(snapshot)) {
                found.add(name);
            }
        }
    }

    private boolean isKnown(StreamName stream) {
        return source.latest(stream) != null || directory.streams().containsKey(stream);
    }

    private static CompletableFuture<Reply> invalidName() {
        return CompletableFuture.completedFuture(
                ErrorReply.of(HttpResponseStatus.BAD_REQUEST, "name", StreamName.RULE));
    }

    private static CompletableFuture<Reply> absent(String error, String reason, Map<String, Object> more) {
        return CompletableFuture.completedFuture(
                ErrorReply.cached(HttpResponseStatus.NOT_FOUND, error, reason, more, CACHE_ABSENCE));
    }
}
