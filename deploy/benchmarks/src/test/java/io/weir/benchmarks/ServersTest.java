package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServersTest {
    @Test
    void heapUsed_metricsOfTheJvm_sumOfItsPools() {
        String metrics = """
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1.0485760E7
                jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 2.097152E7
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.9E7
                """;

        assertThat(WeirServer.heapUsed(metrics)).isEqualTo(30L << 20);
    }

    @Test
    void configuration_ofNginx_portsFolderAndSegments() {
        String configuration =
                NginxServer.configuration(Path.of("/modules/rtmp.so"), Path.of("/tmp/run"), 20_001, 20_002, 5);

        assertThat(configuration)
                .contains("load_module /modules/rtmp.so;")
                .contains("listen 127.0.0.1:20001;", "listen 127.0.0.1:20002;")
                .contains("hls_path /tmp/run/hls;", "hls_fragment 5s;");
    }

    @Test
    void playlist_ofRunningProcesses_belowTheApplication() {
        RunningServer server =
                new RunningServer(Set.of(1L), URI.create("rtmp://h:1935/live"), URI.create("http://h:8080/live"));

        assertThat(server.playlist("cam1")).isEqualTo(URI.create("http://h:8080/live/cam1.m3u8"));
    }

    @Test
    void value_ofAFileOfProc_behindTheColon() {
        assertThat(Machine.value("vendor_id\t: V\nmodel name\t: A processor\nmodel name\t: B\n", "model name"))
                .isEqualTo("A processor");
        assertThat(Machine.value("", "MemTotal")).isEqualTo("0");
    }
}
