package io.weir.edge.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request that no handler sees: malformed, too large, or of a method that nothing here has. */
final class RefusedRequestException extends Exception {
    private final transient Reply reply;

    RefusedRequestException(HttpResponseStatus status, String error, String reason) {
        super(reason, null, false, false);
        this.reply = ErrorReply.of(status, error, reason);
    }

    /** What to answer before the connection is closed. */
    Reply reply() {
        return reply;
    }
}
