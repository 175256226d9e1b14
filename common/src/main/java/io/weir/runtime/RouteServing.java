package io.weir.runtime;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests to {@link ManagementRoutes}, on threads of its own. */
final class RouteServing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouteServing.class);
    private static final int MAX_WAITING = 32;

    private final ThreadPoolExecutor threads;

    RouteServing(String threadName, int count) {
        threads = new ThreadPoolExecutor(
                count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Takes the exchange, and closes it when it is answered. */
    void serve(ManagementRoutes routes, HttpExchange exchange) throws IOException {
        try {
            threads.execute(() -> answer(routes, exchange));
        } catch (RejectedExecutionException e) {
            try (exchange) {
                send(exchange, error(503, "unavailable", "too many requests wait already"));
            }
        }
    }

    private static void answer(ManagementRoutes routes, HttpExchange exchange) {
        try (exchange) {
            send(exchange, reply(routes, exchange));
        } catch (IOException e) {
            LOG.debug("management: a request ended", e);
        } catch (RuntimeException e) {
            LOG.error("management: a request failed", e);
        }
    }

    private static ManagementReply reply(ManagementRoutes routes, HttpExchange exchange) throws IOException {
        int maxBytes = routes.maxBodyBytes();
        byte[] body = exchange.getRequestBody().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            return error(413, "body_too_long", "the body is longer than " + maxBytes + " bytes");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), values.isEmpty() ? "" : values.get(0)));
        String query = exchange.getRequestURI().getRawQuery();
        try {
            return routes.answer(new ManagementRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    query == null ? "" : query,
                    headers,
                    body));
        } catch (RuntimeException e) {
            LOG.error("management: a request failed", e);
            return error(500, "internal", "an error that Weir does not expect; its log has it");
        }
    }

    private static ManagementReply error(int status, String reason, String sentence) {
        return ManagementReply.of(
                status,
                ManagementReply.JSON,
                "{\"error\":\"" + sentence + "\",\"reason\":\"" + reason + "\",\"problems\":[]}");
    }

    private static void send(HttpExchange exchange, ManagementReply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        if (!reply.type().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", reply.type());
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean bare = "HEAD".equals(exchange.getRequestMethod()) || reply.body().length == 0;
        exchange.sendResponseHeaders(reply.status(), bare ? -1 : reply.body().length);
        if (!bare) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(reply.body());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
