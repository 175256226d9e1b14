package io.weir.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.weir.edge.PlaylistSource.Snapshot;
import io.weir.edge.SegmentCache.BusyException;
import io.weir.edge.http.ErrorReply;
import io.weir.edge.http.Reply;
import io.weir.edge.http.Representation;
import io.weir.edge.http.Request;
import io.weir.hls.MediaSegment;
import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.storage.ObjectNotFoundException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for still pictures: the last keyframe of the newest segment. */
final class PictureReplies {
    private static final Logger LOG = LoggerFactory.getLogger(PictureReplies.class);
    private static final String RETRY_AFTER_S = "1";

    private final PlaylistSource source;
    private final Directory directory;
    private final Pictures pictures;

    PictureReplies(PlaylistSource source, Directory directory, Pictures pictures) {
        this.source = source;
        this.directory = directory;
        this.pictures = pictures;
    }

    /** The reply: 200, 206, 304, 416, 404, or 503 when there is one and it cannot be made now. */
    CompletableFuture<Reply> answer(StreamName stream, Request request) {
        Snapshot snapshot = source.latest(stream);
        Optional<String> staleness = snapshot == null
                ? source.staleness()
                : source.staleness(snapshot.playlist().targetDurationS());
        if (staleness.isPresent()) {
            return CompletableFuture.completedFuture(
                    unavailable("not-current", staleness.get()).with(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_S));
        }
        SegmentName segment =
                snapshot == null ? null : newest(snapshot.playlist().segments());
        if (snapshot == null || segment == null) {
            return CompletableFuture.completedFuture(absent(stream));
        }
        String cacheControl = "max-age=" + Math.max(1, snapshot.playlist().targetDurationS() / 2);
        return pictures.of(stream, segment).handle((jpeg, failure) -> {
            if (jpeg == null) {
                return failed(stream, failure instanceof CompletionException ? failure.getCause() : failure);
            }
            if (jpeg.length == 0) {
                return ErrorReply.cached(
                        HttpResponseStatus.NOT_FOUND,
                        "no-picture",
                        "the newest segment has no picture that can be decoded",
                        Map.of(),
                        cacheControl);
            }
            return Representation.media(jpeg, "image/jpeg", segment.fileName(), cacheControl)
                    .answer(request)
                    .with(HttpHeaderNames.LAST_MODIFIED, date(segment.startMs()));
        });
    }

    /** The newest segment that is not a gap, or null. */
    private static @Nullable SegmentName newest(List<MediaSegment> window) {
        for (int i = window.size() - 1; i >= 0; i--) {
            if (!window.get(i).gap()) {
                return SegmentName.parse(window.get(i).name());
            }
        }
        return null;
    }

    private Reply absent(StreamName stream) {
        return directory.streams().containsKey(stream)
                ? ErrorReply.cached(
                                HttpResponseStatus.NOT_FOUND,
                                "no-segment-yet",
                                "the stream is live, but its first segment is not there yet",
                                Map.of(),
                                "max-age=0")
                        .with(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_S)
                : ErrorReply.cached(
                        HttpResponseStatus.NOT_FOUND,
                        "stream-unknown",
                        "no such stream is live",
                        Map.of(),
                        "max-age=1");
    }

    private static Reply failed(StreamName stream, @Nullable Throwable cause) {
        if (cause instanceof ObjectNotFoundException) {
            return ErrorReply.cached(
                    HttpResponseStatus.NOT_FOUND,
                    "segment-unknown",
                    "the newest segment has expired",
                    Map.of(),
                    "max-age=1");
        }
        return unavailable(stream, cause).with(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_S);
    }

    private static Reply unavailable(StreamName stream, @Nullable Throwable cause) {
        if (cause instanceof BusyException busy) {
            return unavailable("busy", busy.reason());
        }
        if (cause instanceof RejectedExecutionException) {
            return unavailable("busy", "too many pictures are asked for");
        }
        if (cause instanceof LinkageError) {
            LOG.warn("{}: no picture: FFmpeg cannot be loaded: {}", stream, cause.getMessage());
            return unavailable("ffmpeg", "this server cannot make pictures: FFmpeg cannot be loaded");
        }
        LOG.debug("{}: no picture", stream, cause);
        return unavailable("store", "the store cannot be read now");
    }

    private static Reply unavailable(String error, String reason) {
        return ErrorReply.of(HttpResponseStatus.SERVICE_UNAVAILABLE, error, reason);
    }

    private static String date(long ms) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC));
    }
}
