package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a process tells those who run it: by its exit code, and by its readiness. */
class ProcessTest {
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(5);
    private static final Duration READINESS_FOLLOWS_WITHIN = Duration.ofSeconds(10);
    private static final int USAGE = 2;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @Test
    void up_portTaken_endsSoonNamingThePortAndItsKey() throws Exception {
        Path folder = Places.newFolder("taken");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Weir weir = Weir.in(folder, Map.of("WEIR_RTMP_PORT", Integer.toString(other.getLocalPort())), "up")) {
            long launchedNs = System.nanoTime();
            Program program = weir.startAtOnce();

            assertThat(program.awaitExit()).isEqualTo(USAGE);
            Duration took = Duration.ofNanos(System.nanoTime() - launchedNs);
            System.out.printf("refused to start in %d ms%n", took.toMillis());
            assertThat(program.output()).contains(Integer.toString(other.getLocalPort()), "rtmp.port");
            assertThat(took).isLessThanOrEqualTo(REFUSED_WITHIN);
        }
    }

    @Test
    void ready_kafkaStandsStillAndGoesOn_unavailableWithTheReasonAndReadyAgain() throws Exception {
        Path folder = Places.newFolder("readiness");
        try (Program kafka = Roles.kafka(folder)) {
            Map<String, String> settings =
                    Map.of("kafka.bootstrap-servers", Roles.address(kafka, folder), "kafka.replication-factor", "1");
            try (Weir ingest = Roles.node(folder, "ingest", "ingest", settings, "")) {
                ingest.start();
                assertThat(ingest.metrics())
                        .contains("weir_check_ok{check=\"kafka\"} 1.0")
                        .contains("weir_cluster_members{role=\"ingest\"} 1.0")
                        .contains("weir_cluster_members{role=\"edge\"} 0.0");

                kafka.freeze();
                assertThat(awaitReadiness(ingest, UNAVAILABLE).body()).contains("\"kafka\"");
                assertThat(ingest.metrics()).contains("weir_check_ok{check=\"kafka\"} 0.0");

                kafka.thaw();
                awaitReadiness(ingest, OK);
            }
        }
    }

    private static HttpResponse<String> awaitReadiness(Weir weir, int status) {
        return await("readiness " + status)
                .atMost(READINESS_FOLLOWS_WITHIN)
                .pollInterval(Places.POLL)
                .until(weir::readiness, answer -> answer.statusCode() == status);
    }
}
