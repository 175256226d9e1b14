package io.weir.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a peer again and again in the background whether it is there, and tells the last answer.
 *
 * <p>Two failures in a row make a problem, so that one lost packet does not; one success ends it. The worst time from a
 * peer's end to the problem is therefore twice (interval + time-out).
 */
public final class ProbeCheck implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeCheck.class);
    private static final int FAILURES_TO_TELL = 2;

    private final String name;
    private final Supplier<? extends CompletionStage<?>> probe;
    private final Duration timeout;
    private final ScheduledExecutorService timer;

    /** Written by the timer's thread alone. */
    private volatile String failure = "not asked yet";

    private volatile int failures = FAILURES_TO_TELL;
    private boolean told;

    /**
     * Begins to ask at once.
     *
     * @param probe asks once; must not block; its future's failure is the problem
     * @param interval between an answer and the next question
     * @param timeout after which no answer counts as a failure
     */
    public ProbeCheck(String name, Supplier<? extends CompletionStage<?>> probe, Duration interval, Duration timeout) {
        this.name = name;
        this.probe = probe;
        this.timeout = timeout;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "weir-probe-" + name);
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleWithFixedDelay(this::ask, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> problem() {
        return failures < FAILURES_TO_TELL ? Optional.empty() : Optional.of(failure);
    }

    /** Asks no more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void ask() {
        try {
            probe.get().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            record(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed while it waited
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            record(e);
        }
    }

    private void record(@Nullable Throwable problem) {
        if (problem == null) {
            failures = 0;
            if (told) {
                told = false;
                LOG.info("{} is well again", name);
            }
            return;
        }
        failure = sentence(problem);
        failures = Math.min(failures + 1, FAILURES_TO_TELL);
        if (!told && failures >= FAILURES_TO_TELL) {
            told = true;
            LOG.warn("{}: {}", name, failure);
        }
    }

    private String sentence(Throwable problem) {
        Throwable cause = problem;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException && cause.getMessage() == null) {
            return "no answer within " + timeout.toMillis() + " ms";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
