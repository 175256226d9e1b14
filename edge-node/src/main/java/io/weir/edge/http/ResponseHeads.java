package io.weir.edge.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What every response says besides its own headers. Players run on pages of other origins, so all may read all. */
final class ResponseHeads {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String EXPOSED =
            "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, Date, ETag, Retry-After";

    private final Clock clock;

    ResponseHeads(Clock clock) {
        this.clock = clock;
    }

    /** The head of a response to a request of that version. */
    HttpResponse of(HttpVersion version, boolean keepAlive, Reply reply) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status());
        HttpHeaders headers = head.headers();
        for (Reply.Header header : reply.headers()) {
            headers.add(header.name(), header.value());
        }
        headers.set(HttpHeaderNames.DATE, HTTP_DATE.format(clock.instant()));
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        headers.set("X-Content-Type-Options", "nosniff");
        int status = reply.status().code();
        if (status != 204 && status != 304) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, reply.body().remaining());
        }
        HttpUtil.setKeepAlive(headers, version, keepAlive);
        return head;
    }

    /** The answer to OPTIONS, a preflight or not. */
    static Reply preflight() {
        return new Reply(
                HttpResponseStatus.NO_CONTENT,
                List.of(
                        new Reply.Header(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS"),
                        new Reply.Header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
                        new Reply.Header(
                                HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                                "Range, If-Range, If-None-Match, Cache-Control, Content-Type"),
                        new Reply.Header(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "86400")),
                ByteBuffer.allocate(0));
    }
}
