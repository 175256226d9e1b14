package io.weir.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Collection;
import java.util.stream.Collectors;

/** A request that no handler sees: malformed, too large, or of a method that nothing here has. */
final class RefusedRequestException extends Exception {
    private final transient Reply reply;

    RefusedRequestException(HttpResponseStatus status, String error, String reason) {
        this(reason, ErrorReply.of(status, error, reason));
    }

    private RefusedRequestException(String reason, Reply reply) {
        super(reason, null, false, false);
        this.reply = reply;
    }

    /** The method is none of these (RFC 9110 section 15.5.6). */
    static RefusedRequestException allowing(Collection<HttpMethod> methods) {
        String names = methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        String reason = "the methods here are " + names;
        return new RefusedRequestException(
                reason,
                ErrorReply.of(HttpResponseStatus.METHOD_NOT_ALLOWED, "method", reason)
                        .with(HttpHeaderNames.ALLOW, names));
    }

    /** What to answer before the connection is closed. */
    Reply reply() {
        return reply;
    }
}
