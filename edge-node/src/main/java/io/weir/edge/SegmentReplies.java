package io.weir.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.weir.edge.SegmentCache.BusyException;
import io.weir.edge.http.ErrorReply;
import io.weir.edge.http.Reply;
import io.weir.edge.http.Representation;
import io.weir.edge.http.Request;
import io.weir.name.ObjectName;
import io.weir.name.StreamName;
import io.weir.storage.ObjectNotFoundException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Answers for segments, init segments too. A name never means other bytes, so the name is the entity tag and caches may keep it forever. */
final class SegmentReplies {
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final String RETRY_AFTER_S = "1";

    private final SegmentCache cache;

    SegmentReplies(SegmentCache cache) {
        this.cache = cache;
    }

    /** The reply: 200, 206, 304, 416, 404, or 503 when the store cannot be asked. */
    CompletableFuture<Reply> answer(StreamName stream, ObjectName segment, Request request) {
        String key = segment.key(stream);
        return cache.get(key).handle((bytes, failure) -> {
            if (bytes == null) {
                return failed(failure instanceof CompletionException ? failure.getCause() : failure);
            }
            return Representation.media(bytes, segment.contentType(), segment.fileName(), FOREVER)
                    .answer(request)
                    .heldBy(cache.hold(key, bytes));
        });
    }

    private static Reply failed(@Nullable Throwable cause) {
        if (cause instanceof ObjectNotFoundException) {
            return ErrorReply.cached(
                    HttpResponseStatus.NOT_FOUND,
                    "segment-unknown",
                    "there is no such segment; it may have expired, or stand for a gap",
                    Map.of(),
                    "max-age=1");
        }
        Reply reply = cause instanceof BusyException busy
                ? ErrorReply.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "busy", busy.reason())
                : ErrorReply.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "store", "the store cannot be read now");
        return reply.with(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_S);
    }
}
