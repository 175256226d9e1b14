package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Health health = new Health(meters);
    private String problem = "";

    @Test
    void add_checkFailsAndIsTakenAway_itsGaugeTellsIt() {
        HealthCheck check = new HealthCheck() {
            @Override
            public String name() {
                return "kafka";
            }

            @Override
            public Optional<String> problem() {
                return Optional.of(problem).filter(said -> !said.isEmpty());
            }
        };
        health.add(check);
        assertThat(gauge()).isEqualTo(1);

        problem = "it is away";
        assertThat(gauge()).isZero();

        health.remove(check);
        assertThat(gauge()).isEqualTo(1);
    }

    private double gauge() {
        return meters.get("weir.check.ok").tag("check", "kafka").gauge().value();
    }

    @Test
    void problems_beforeStart_saysSo() {
        assertThat(health.problems()).containsExactly(Map.entry("process", "still starting"));
    }

    @Test
    void started_whileStopping_staysUnready() {
        health.stopping();
        health.started();

        assertThat(health.problems()).containsExactly(Map.entry("process", "stopping"));
    }

    @Test
    void started_noCheckFails_isReady() {
        health.started();

        assertThat(health.problems()).isEmpty();
    }
}
