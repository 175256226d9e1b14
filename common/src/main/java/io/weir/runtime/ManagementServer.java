package io.weir.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells orchestrators and people how the process is: {@code GET /health/ready}, {@code /health/live}, {@code /metrics}.
 *
 * <p>Ready is 200 with {@code {"status":"ready"}} exactly when every check passes; else 503 with
 * {@code {"status":"not ready","problems":{"<check>":"<why>"}}}. Live is 200 as long as anything answers. Other parts add
 * {@link ManagementRoutes}. Who may call is decided by who can reach the port: there is no other access control.
 */
public final class ManagementServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int BACKLOG = 16;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;
    private final RouteServing routeServing = new RouteServing("weir-management-api", 4);
    private final RouteServing slowServing = new RouteServing("weir-management-slow", 2);
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Serves until closed.
     *
     * @throws IOException if the address cannot be bound
     */
    public ManagementServer(InetSocketAddress address, Health health, PrometheusMeterRegistry meters)
            throws IOException {
        server = HttpServer.create(address, BACKLOG);
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "weir-management");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        get("/health/ready", exchange -> ready(exchange, health));
        get("/health/live", exchange -> answer(exchange, 200, JSON, json(Map.of("status", "alive"))));
        get("/metrics", exchange -> answer(exchange, 200, PROMETHEUS_TEXT, meters.scrape()));
        get("/", exchange -> notFound(exchange));
        server.start();
    }

    /** Serves all that begins with the routes' prefix, from now on. */
    public void serve(ManagementRoutes routes) {
        server.createContext(routes.prefix(), exchange -> routeServing.serve(routes, exchange));
    }

    /** The same for answers that may take minutes: the other routes do not wait for them. */
    public void serveSlow(ManagementRoutes routes) {
        server.createContext(routes.prefix(), exchange -> slowServing.serve(routes, exchange));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        routeServing.close();
        slowServing.close();
    }

    @FunctionalInterface
    private interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    private void get(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean reading =
                        "GET".equals(exchange.getRequestMethod()) || "HEAD".equals(exchange.getRequestMethod());
                if (!reading) {
                    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                    answer(exchange, 405, JSON, json(Map.of("error", "only GET and HEAD are answered here")));
                } else if (!"/".equals(path)
                        && !exchange.getRequestURI().getPath().equals(path)) {
                    notFound(exchange); // a context also takes all that begins with its path
                } else {
                    page.answer(exchange);
                }
            }
        });
    }

    private void ready(HttpExchange exchange, Health health) throws IOException {
        Map<String, String> problems = health.problems();
        if (problems.isEmpty()) {
            answer(exchange, 200, JSON, json(Map.of("status", "ready")));
        } else {
            Map<String, Object> body = new TreeMap<>();
            body.put("status", "not ready");
            body.put("problems", problems);
            answer(exchange, 503, JSON, json(body));
        }
    }

    private void notFound(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                404,
                JSON,
                json(Map.of(
                        "error",
                        "here are /health/ready, /health/live, /metrics and, by the node's roles, parts of /api/v1/")));
    }

    private String json(Object body) throws JsonProcessingException {
        return json.writeValueAsString(body);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = "HEAD".equals(exchange.getRequestMethod());
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }
}
