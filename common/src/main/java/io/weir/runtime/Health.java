package io.weir.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All that must hold for media to flow through this process. Not ready until {@link #started}. Thread-safe. */
public final class Health {
    private static final String PROCESS = "process";

    private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private volatile Optional<String> phase = Optional.of("still starting");
    private boolean stopping;

    /**
     * No checks yet.
     *
     * @param meters has a gauge of each check, 1 while all is well
     */
    public Health(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Adds a check, in place of an earlier one of its name. */
    public void add(HealthCheck check) {
        checks.put(check.name(), check);
        Gauge.builder("weir.check.ok", checks, all -> isWell(all.get(check.name())) ? 1 : 0)
                .description("Whether what must hold for media to flow holds, as /health/ready tells it")
                .tag("check", check.name())
                .register(meters);
    }

    private static boolean isWell(@Nullable HealthCheck check) {
        return check == null || problemOf(check).isEmpty();
    }

    /** Takes a check away. */
    public void remove(HealthCheck check) {
        checks.remove(check.name(), check);
    }

    /** From now on the checks alone say whether the process is ready, unless it is stopping already. */
    public synchronized void started() {
        if (!stopping) {
            phase = Optional.empty();
        }
    }

    /** From now on the process is not ready, for good: it drains. */
    public synchronized void stopping() {
        stopping = true;
        phase = Optional.of("stopping");
    }

    /** What is wrong now, by the names of the checks, in their order; empty when media can flow. */
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        phase.ifPresent(problem -> problems.put(PROCESS, problem));
        for (HealthCheck check : checks.values()) {
            problemOf(check).ifPresent(problem -> problems.put(check.name(), problem));
        }
        return problems;
    }

    private static Optional<String> problemOf(HealthCheck check) {
        try {
            return check.problem();
        } catch (RuntimeException e) {
            return Optional.of("the check itself failed: " + e);
        }
    }
}
