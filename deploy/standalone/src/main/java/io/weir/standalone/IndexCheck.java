package io.weir.standalone;

import io.weir.index.reader.IndexReader;
import io.weir.runtime.HealthCheck;
import java.time.Duration;
import java.util.Optional;

/** Whether the index is read, and to its end. */
record IndexCheck(IndexReader index) implements HealthCheck {
    private static final Duration MAX_AGE = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "index";
    }

    @Override
    public Optional<String> problem() {
        return index.staleness(MAX_AGE);
    }
}
