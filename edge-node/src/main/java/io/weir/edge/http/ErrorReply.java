package io.weir.edge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Errors as JSON: {@code {"status":404,"error":"<one word>","reason":"<a sentence>"}}. Echoes nothing of a request. */
public final class ErrorReply {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorReply() {}

    /**
     * An error that no cache keeps, until {@code Cache-Control} says otherwise; see {@link #cached}.
     *
     * @param error a word for programs
     * @param reason a sentence for people
     */
    public static Reply of(HttpResponseStatus status, String error, String reason) {
        return of(status, error, reason, Map.of());
    }

    /** The same with more fields. */
    public static Reply of(HttpResponseStatus status, String error, String reason, Map<String, Object> more) {
        return cached(status, error, reason, more, "no-store");
    }

    /** The same with a Cache-Control of its own. */
    public static Reply cached(
            HttpResponseStatus status, String error, String reason, Map<String, Object> more, String cacheControl) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", status.code());
        fields.put("error", error);
        fields.put("reason", reason);
        fields.putAll(more);
        return new Reply(
                status,
                List.of(
                        new Reply.Header(HttpHeaderNames.CONTENT_TYPE, "application/json"),
                        new Reply.Header(HttpHeaderNames.CACHE_CONTROL, cacheControl)),
                ByteBuffer.wrap(json(fields)));
    }

    private static byte[] json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // strings, numbers and lists of them
        }
    }
}
