package io.weir.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** nginx with its RTMP module, as Debian has them: what many use today, for ratios on the same machine. */
final class NginxServer implements MeasuredServer {
    private static final String MISSING =
            "--peer nginx needs nginx and its RTMP module (Debian, Ubuntu: apt install nginx-light libnginx-mod-rtmp)";

    private static final List<String> PROGRAMS = List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx");
    private static final List<String> MODULES = List.of(
            "/usr/lib/nginx/modules/ngx_rtmp_module.so",
            "/usr/lib64/nginx/modules/ngx_rtmp_module.so",
            "/usr/local/nginx/modules/ngx_rtmp_module.so");

    private final ChildProcess process;
    private final int rtmpPort;
    private final int httpPort;
    private final String description;

    private NginxServer(ChildProcess process, int rtmpPort, int httpPort, String description) {
        this.process = process;
        this.rtmpPort = rtmpPort;
        this.httpPort = httpPort;
        this.description = description;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param folder empty, for its segments and log
     * @throws IOException if there is none
     */
    static NginxServer start(Path folder, int segmentSeconds) throws IOException, InterruptedException {
        Path program = find(PROGRAMS);
        Path module = find(MODULES);
        int rtmpPort = ChildProcess.freePort();
        int httpPort = ChildProcess.freePort();
        Path configuration = folder.resolve("nginx.conf");
        Files.createDirectories(folder.resolve("hls"));
        Files.writeString(configuration, configuration(module, folder, rtmpPort, httpPort, segmentSeconds));
        ChildProcess process = ChildProcess.start(
                folder.resolve("nginx.log"), List.of(program.toString(), "-c", configuration.toString()), Map.of());
        process.awaitReady(() -> {
            new Socket(InetAddress.getLoopbackAddress(), rtmpPort).close();
            return true;
        });
        String description = ChildProcess.run(List.of(program.toString(), "-v"))
                + " with its RTMP module, HLS, one worker a processor";
        return new NginxServer(process, rtmpPort, httpPort, description);
    }

    /** Ends with an error that tells what to install, before anything else is measured. */
    static void requireInstalled() throws IOException {
        find(PROGRAMS);
        find(MODULES);
    }

    private static Path find(List<String> places) throws IOException {
        return places.stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IOException(MISSING + "; there is no " + places.get(0)));
    }

    /** Workers must be able to write where this process can, so they run as the same user. */
    static String configuration(Path module, Path folder, int rtmpPort, int httpPort, int segmentSeconds) {
        String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        return user + """
                load_module %1$s;
                daemon off;
                worker_processes auto;
                pid %2$s/nginx.pid;
                error_log %2$s/error.log;
                events { worker_connections 4096; }
                rtmp {
                    access_log off;
                    server {
                        listen 127.0.0.1:%3$d;
                        application live {
                            live on;
                            hls on;
                            hls_path %2$s/hls;
                            hls_fragment %5$ds;
                            hls_playlist_length 60s;
                        }
                    }
                }
                http {
                    access_log off;
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    scgi_temp_path %2$s/scgi;
                    server {
                        listen 127.0.0.1:%4$d;
                        root %2$s/hls;
                    }
                }
                """.formatted(module, folder, rtmpPort, httpPort, segmentSeconds);
    }

    @Override
    public String name() {
        return "nginx-rtmp";
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
        return URI.create("http://127.0.0.1:" + httpPort + "/" + stream + ".m3u8");
    }

    @Override
    public Set<Long> pids() {
        return Set.of(process.pid());
    }

    @Override
    public @Nullable Long liveHeapBytes() {
        return null;
    }

    @Override
    public void close() {
        process.stop();
    }
}
