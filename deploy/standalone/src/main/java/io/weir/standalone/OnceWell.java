package io.weir.standalone;

import io.weir.runtime.HealthCheck;
import java.util.Optional;

/** A check that is over when it has passed once: what is needed to begin, and can be done without later. */
final class OnceWell implements HealthCheck {
    private final HealthCheck check;
    private volatile boolean passed;

    OnceWell(HealthCheck check) {
        this.check = check;
    }

    @Override
    public String name() {
        return check.name();
    }

    @Override
    public Optional<String> problem() {
        if (passed) {
            return Optional.empty();
        }
        Optional<String> problem = check.problem();
        passed = problem.isEmpty();
        return problem;
    }
}
