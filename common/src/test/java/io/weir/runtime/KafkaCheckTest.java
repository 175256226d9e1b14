package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaCheckTest {
    @Test
    void problem_nobodyAnswers_toldInASentence() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                KafkaCheck check = new KafkaCheck(List.of("127.0.0.1:" + silent.getLocalPort()))) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(check.problem())
                            .hasValueSatisfying(
                                    problem -> assertThat(problem).isNotBlank().isNotEqualTo("not asked yet")));
            assertThat(check.name()).isEqualTo("kafka");
        }
    }
}
