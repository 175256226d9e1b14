package io.weir.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.edge.http.ErrorReply;
import io.weir.edge.http.Reply;
import io.weir.edge.http.Representation;
import io.weir.edge.http.Request;
import io.weir.hls.MediaSegment;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers for media and master playlists. */
final class PlaylistReplies {
    private static final String RETRY_AFTER_S = "1";

    private static final Reply NOT_YET = retry(ErrorReply.cached(
            HttpResponseStatus.NOT_FOUND,
            "no-segment-yet",
            "the stream is live, but its first segment is not there yet",
            Map.of(),
            "max-age=0"));
    private static final Reply UNKNOWN = ErrorReply.cached(
            HttpResponseStatus.NOT_FOUND, "stream-unknown", "no such stream is live", Map.of(), "max-age=1");
    private static final Reply ENDED = ErrorReply.cached(
            HttpResponseStatus.NOT_FOUND, "stream-ended", "the stream has ended", Map.of(), "max-age=1");
    private static final Reply CLOSING = retry(ErrorReply.of(
            HttpResponseStatus.SERVICE_UNAVAILABLE, "closing", "this server is shutting down; ask another"));

    private final PlaylistSource source;
    private final Directory directory;
    private final OnDemandStreams onDemand;
    private final FirstSegmentWait wait;
    private final Clock clock;
    private final RenderedPlaylists rendered = new RenderedPlaylists();

    /** Which playlist. */
    enum Form {
        MEDIA,
        MASTER
    }

    /**
     * Answers from a source.
     *
     * @param directory tells which streams live before they have a segment
     */
    PlaylistReplies(
            PlaylistSource source, Directory directory, OnDemandStreams onDemand, FirstSegmentWait wait, Clock clock) {
        this.source = source;
        this.directory = directory;
        this.onDemand = onDemand;
        this.wait = wait;
        this.clock = clock;
        source.onChange(wait::changed);
        directory.onChange(wait::changed);
    }

    /** The reply; to a GET of a stream without a segment yet, or of one whose camera slept, after a while. */
    CompletableFuture<Reply> answer(StreamName stream, Form form, Request request) {
        Optional<Reply> now = replyNow(stream, form, request);
        if (now.isPresent()) {
            return CompletableFuture.completedFuture(now.get());
        }
        Reply notYet = onDemand.whyNotYet(stream).map(PlaylistReplies::waking).orElse(NOT_YET);
        return request.isHead()
                ? CompletableFuture.completedFuture(notYet)
                : wait.await(stream, () -> watchedReply(stream, form, request), notYet);
    }

    /** Who waits watches all the time. */
    private Optional<Reply> watchedReply(StreamName stream, Form form, Request request) {
        onDemand.watched(stream);
        return replyNow(stream, form, request);
    }

    private static Reply waking(String reason) {
        return retry(ErrorReply.cached(HttpResponseStatus.NOT_FOUND, "waking", reason, Map.of(), "max-age=0"));
    }

    /** How many wait for a first segment now. */
    int held() {
        return wait.held();
    }

    /** Answers what is held, and holds no more. */
    void close() {
        wait.close(CLOSING);
    }

    /** Empty while the stream lives and has no segment, or none since its camera slept. */
    private Optional<Reply> replyNow(StreamName stream, Form form, Request request) {
        Snapshot snapshot = source.latest(stream);
        Optional<String> staleness = snapshot == null
                ? source.staleness()
                : source.staleness(snapshot.playlist().targetDurationS());
        if (staleness.isPresent()) {
            return Optional.of(
                    retry(ErrorReply.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "not-current", staleness.get())));
        }
        if (onDemand.isOld(stream, snapshot)) {
            return Optional.empty();
        }
        if (snapshot != null && snapshot.endedMs() == 0 && hasSegments(snapshot)) {
            return Optional.of(rendered(stream, form, snapshot).answer(request));
        }
        // One that has ended and lives again is about to start a window: a player that got ENDLIST now would stop.
        if (directory.streams().containsKey(stream)) {
            return Optional.empty();
        }
        if (snapshot == null) {
            return Optional.of(UNKNOWN);
        }
        return Optional.of(
                isInWindow(snapshot) ? rendered(stream, form, snapshot).answer(request) : ENDED);
    }

    private Representation rendered(StreamName stream, Form form, Snapshot snapshot) {
        return form == Form.MEDIA ? rendered.media(stream, snapshot) : rendered.master(stream, snapshot);
    }

    /** Whether an ended stream's last window has not passed yet. */
    private boolean isInWindow(Snapshot snapshot) {
        long windowMs = snapshot.playlist().segments().stream()
                .mapToLong(MediaSegment::durationMs)
                .sum();
        return hasSegments(snapshot) && clock.millis() <= snapshot.endedMs() + windowMs;
    }

    private static boolean hasSegments(Snapshot snapshot) {
        return !snapshot.playlist().segments().isEmpty();
    }

    private static Reply retry(Reply reply) {
        return reply.with(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_S);
    }
}
