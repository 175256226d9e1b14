package io.weir.segmenter;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether tries of one kind, such as puts, fail: none has succeeded for longer than is usual, and they are still being made.
 * Thread-safe.
 */
final class Outage {
    /** Failures without a success between them for this long are a problem, ns. */
    static final long PROBLEM_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** When the last failure is this long ago nothing is tried any more, for what was tried has been let go, ns. */
    static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(60);

    private record Failing(long sinceNanos, long lastNanos, String reason) {}

    private final String what;
    private final LongSupplier nanoTime;
    private @Nullable Failing failing;

    /** Nothing has failed yet; {@code what} is what the problem begins with. */
    Outage(String what, LongSupplier nanoTime) {
        this.what = what;
        this.nanoTime = nanoTime;
    }

    /** A try has ended: {@code error} is null if it succeeded. */
    synchronized void ended(@Nullable Throwable error) {
        long now = nanoTime.getAsLong();
        if (error == null) {
            failing = null;
        } else {
            boolean again = failing != null && now - failing.lastNanos() < FORGOTTEN_NANOS;
            failing = new Failing(failing != null && again ? failing.sinceNanos() : now, now, Retry.reason(error));
        }
    }

    /** What fails, since when and why; empty when all is well. */
    synchronized Optional<String> problem() {
        long now = nanoTime.getAsLong();
        if (failing == null
                || now - failing.sinceNanos() <= PROBLEM_NANOS
                || now - failing.lastNanos() >= FORGOTTEN_NANOS) {
            return Optional.empty();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - failing.sinceNanos());
        return Optional.of(what + " for " + seconds + " s: " + failing.reason());
    }
}
