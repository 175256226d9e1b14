package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.weir.runtime.Health;
import io.weir.runtime.ProbeCheck;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether a process says that it is not ready while its S3 server is away, with the intervals that processes have. */
class StoreAwayTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofMillis(2_500);

    /** What is promised. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);

    @Test
    void ready_serverGoesAwayAndComesBack_toldEachTimeWithinTenSeconds() {
        Health health = new Health(new SimpleMeterRegistry());
        try (S3ProxyServer server = S3ProxyServer.start();
                S3ObjectStore store = new S3ObjectStore(server.settings("weir"));
                ProbeCheck check = new ProbeCheck("store", store::probe, INTERVAL, TIMEOUT)) {
            health.add(check);
            health.started();
            await("the first answer")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> health.problems().isEmpty());

            server.goAway();
            await("not ready").atMost(TOLD_WITHIN).until(() -> health.problems().containsKey("store"));
            assertThat(health.problems().get("store")).isNotBlank();

            server.comeBack();
            await("ready again")
                    .atMost(TOLD_WITHIN)
                    .until(() -> health.problems().isEmpty());
        }
    }
}
