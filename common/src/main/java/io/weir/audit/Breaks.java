package io.weir.audit;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers what a log says between two frames into one gap. */
final class Breaks {
    private static final long NO_TIME = Long.MIN_VALUE;
    private static final int MAX_CAUSES = 20;

    private final Consumer<Gap> sink;
    private final Set<String> causes = new LinkedHashSet<>();
    private long lastFrameMs = NO_TIME;
    private long toldMs;
    private long missing;

    Breaks(Consumer<Gap> sink) {
        this.sink = sink;
    }

    void broken(String cause, int frames, long atMs) {
        if (causes.isEmpty()) {
            toldMs = atMs;
        }
        if (causes.size() < MAX_CAUSES) {
            causes.add(cause);
        }
        missing += frames;
    }

    void frame(long atMs) {
        if (!causes.isEmpty()) {
            tell(atMs);
        }
        lastFrameMs = atMs;
    }

    /** The log ends. */
    void finish() {
        if (!causes.isEmpty()) {
            tell(null);
        }
    }

    private void tell(@Nullable Long untilMs) {
        long fromMs = lastFrameMs != NO_TIME ? lastFrameMs : toldMs != 0 || untilMs == null ? toldMs : untilMs;
        sink.accept(new Gap(fromMs, untilMs, missing, List.copyOf(causes)));
        causes.clear();
        missing = 0;
    }
}
