package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

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
