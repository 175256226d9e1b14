package io.weir.runtime;

import java.util.Optional;

/** One condition that must hold for media to flow. */
public interface HealthCheck {
    /** What is checked, such as {@code kafka}. */
    String name();

    /** What is wrong now, in a sentence for an operator; empty when all is well. Returns at once. */
    Optional<String> problem();
}
