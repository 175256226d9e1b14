package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.runtime.HealthCheck;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OnceWellTest {
    private @Nullable String wrong = "away";

    @Test
    void problem_untilItHasPassedOnce_isTheChecks() {
        HealthCheck check = new OnceWell(new HealthCheck() {
            @Override
            public String name() {
                return "store";
            }

            @Override
            public Optional<String> problem() {
                return Optional.ofNullable(wrong);
            }
        });
        assertThat(check.problem()).contains("away");
        wrong = null;
        assertThat(check.problem()).isEmpty();
        wrong = "away again";
        assertThat(check.problem()).isEmpty();
        assertThat(check.name()).isEqualTo("store");
    }
}
