package io.weir.edge.http;

import java.util.concurrent.CompletableFuture;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * The reply to a request. Called on an event loop, so it must not block; the future may complete on any thread. It
     * is cancelled when the peer goes away first.
     */
    CompletableFuture<Reply> handle(Request request);
}
