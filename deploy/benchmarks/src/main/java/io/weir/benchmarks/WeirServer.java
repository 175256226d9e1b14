package io.weir.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code ./weir up} from the source tree, with a data folder of its own. */
final class WeirServer implements MeasuredServer {
    private static final String JAVA_OPTIONS = "WEIR_JAVA_OPTS";
    private static final String HEAP_USED = "jvm_memory_used_bytes{area=\"heap\"";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ChildProcess process;
    private final int rtmpPort;
    private final int httpPort;
    private final int managementPort;
    private final String description;

    private WeirServer(ChildProcess process, int rtmpPort, int httpPort, int managementPort, String description) {
        this.process = process;
        this.rtmpPort = rtmpPort;
        this.httpPort = httpPort;
        this.managementPort = managementPort;
        this.description = description;
    }

    /**
     * Starts it and waits until media can flow.
     *
     * @param home the source tree
     * @param folder empty, for its data and log
     */
    static WeirServer start(Path home, Path folder, int segmentSeconds) throws IOException, InterruptedException {
        int rtmpPort = ChildProcess.freePort();
        int httpPort = ChildProcess.freePort();
        int managementPort = ChildProcess.freePort();
        String weir = home.resolve("weir").toString();
        String version = ChildProcess.run(List.of(weir, "--version"));
        String options = System.getenv().getOrDefault(JAVA_OPTIONS, "");
        ChildProcess process = ChildProcess.start(
                folder.resolve("weir.log"),
                List.of(weir, "up"),
                Map.of(
                        "WEIR_RTMP_PORT", Integer.toString(rtmpPort),
                        "WEIR_HTTP_PORT", Integer.toString(httpPort),
                        "WEIR_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "WEIR_SEGMENT_DURATION", segmentSeconds + "s",
                        "WEIR_DATA_DIR", folder.resolve("data").toString()));
        String description = version.lines().reduce("", (a, line) -> line) + ", commit " + commit(home)
                + ", deploy/standalone/jvm.options" + (options.isEmpty() ? "" : " and " + options);
        WeirServer server = new WeirServer(process, rtmpPort, httpPort, managementPort, description);
        process.awaitReady(() -> server.management("/health/ready") != null);
        return server;
    }

    private static String commit(Path home) throws InterruptedException {
        try {
            return ChildProcess.run(List.of("git", "-C", home.toString(), "describe", "--always", "--dirty"));
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public String name() {
        return "weir";
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public URI rtmp() {
        return URI.create("rtmp://127.0.0.1:" + rtmpPort + "/live");
    }

    @Override
    public URI playlist(String stream) {
        return URI.create("http://127.0.0.1:" + httpPort + "/live/" + stream + ".m3u8");
    }

    @Override
    public Set<Long> pids() {
        return Set.of(process.pid());
    }

    @Override
    public @Nullable Long liveHeapBytes() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        ChildProcess.run(List.of(jcmd.toString(), Long.toString(process.pid()), "GC.run"));
        String metrics = management("/metrics");
        return metrics == null ? null : heapUsed(metrics);
    }

    /** The sum of the heap's pools. */
    static long heapUsed(String metrics) {
        return (long) metrics.lines()
                .filter(line -> line.startsWith(HEAP_USED))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The management port's answer, or null if it is another than 200. */
    private @Nullable String management(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
        var reply = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        return reply.statusCode() == 200 ? reply.body() : null;
    }

    @Override
    public void close() {
        process.stop();
    }
}
