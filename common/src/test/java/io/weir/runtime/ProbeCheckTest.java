package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProbeCheckTest {
    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private volatile Supplier<CompletionStage<?>> answer = () -> CompletableFuture.completedFuture(null);

    @Test
    void problem_beforeFirstAnswer_toldAsNotAsked() {
        answer = CompletableFuture::new;
        try (ProbeCheck check = check(AMPLE)) {
            assertThat(check.problem()).contains("not asked yet");
        }
    }

    @Test
    void problem_answersComeAndGo_follows() {
        try (ProbeCheck check = check(AMPLE)) {
            await().until(() -> check.problem().isEmpty());
            answer = () -> CompletableFuture.failedFuture(new CompletionException(new IllegalStateException("gone")));
            await().untilAsserted(() -> assertThat(check.problem()).contains("gone"));
            answer = () -> CompletableFuture.completedFuture(null);
            await().until(() -> check.problem().isEmpty());
        }
    }

    @Test
    void problem_probeThrows_told() {
        answer = () -> {
            throw new IllegalStateException("cannot ask");
        };
        try (ProbeCheck check = check(AMPLE)) {
            await().untilAsserted(() -> assertThat(check.problem()).contains("cannot ask"));
        }
    }

    @Test
    void problem_neverAnswers_timeoutToldAndAskedAgain() {
        CompletableFuture<?> never = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        answer = () -> {
            asked.incrementAndGet();
            return never;
        };
        try (ProbeCheck check = check(Duration.ofMillis(5))) {
            await().untilAsserted(() -> assertThat(check.problem()).contains("no answer within 5 ms"));
            await().untilAsserted(() -> assertThat(asked).hasValueGreaterThan(2));
        }
        assertThat(never).isNotDone();
    }

    @Test
    void problem_oneFailureAmongSuccesses_notTold() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        try (ProbeCheck check = check(AMPLE)) {
            await().until(() -> check.problem().isEmpty());
            answer = () -> {
                if (check.problem().isPresent()) {
                    told.incrementAndGet();
                }
                return asked.incrementAndGet() % 2 == 0
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new IllegalStateException("lost"));
            };
            await().untilAsserted(() -> assertThat(asked).hasValueGreaterThan(20));
        }
        assertThat(told).hasValue(0);
    }

    @Test
    void close_whileAsking_asksNoMore() {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<?> pending = new CompletableFuture<>();
        answer = () -> {
            asked.incrementAndGet();
            return pending;
        };
        ProbeCheck check = check(AMPLE);
        await().untilAsserted(() -> assertThat(asked).hasValue(1));

        check.close();
        pending.complete(null);

        assertThat(asked).hasValue(1);
    }

    private ProbeCheck check(Duration timeout) {
        return new ProbeCheck("peer", () -> answer.get(), OFTEN, timeout);
    }
}
