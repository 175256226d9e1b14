package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void close_severalParts_stopsTheLastFirst() throws InterruptedException {
        Lifecycle lifecycle = new Lifecycle(AMPLE);
        lifecycle.start("a", () -> () -> events.add("a"));
        lifecycle.start("b", () -> () -> events.add("b"));

        lifecycle.close();

        assertThat(events).containsExactly("b", "a");
        lifecycle.awaitClose();
    }

    @Test
    void close_calledTwice_stopsOnce() {
        Lifecycle lifecycle = new Lifecycle(AMPLE);
        lifecycle.start("a", () -> () -> events.add("a"));

        lifecycle.close();
        lifecycle.close();

        assertThat(events).containsExactly("a");
    }

    @Test
    void close_whileAnotherCloses_waitsForIt() throws InterruptedException {
        Lifecycle lifecycle = new Lifecycle(AMPLE);
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        lifecycle.start("a", () -> () -> {
            closing.countDown();
            mayEnd.await();
            events.add("a");
        });
        Thread first = new Thread(lifecycle::close);
        first.start();
        closing.await();
        Thread second = new Thread(() -> {
            lifecycle.close();
            events.add("second");
        });
        second.start();
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING || !second.isAlive());

        assertThat(lifecycle.awaitClose(Duration.ZERO)).isFalse();
        mayEnd.countDown();
        second.join();
        first.join();
        assertThat(events).containsExactly("a", "second");
    }

    @Test
    void close_otherHangs_doesNotWaitForEver() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        Lifecycle lifecycle = new Lifecycle(Duration.ofMillis(50));
        lifecycle.start("a", () -> () -> {
            closing.countDown();
            never.await();
        });
        Thread first = new Thread(lifecycle::close);
        first.start();
        closing.await();

        lifecycle.close();

        first.join();
        lifecycle.awaitClose();
    }

    @Test
    void close_partFails_stopsTheOthers() {
        Lifecycle lifecycle = new Lifecycle(AMPLE);
        lifecycle.start("a", () -> () -> events.add("a"));
        lifecycle.start("b", () -> () -> {
            throw new IOException("no");
        });

        lifecycle.close();

        assertThat(events).containsExactly("a");
    }

    @Test
    void close_partHangs_stopsTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        Lifecycle lifecycle = new Lifecycle(Duration.ofMillis(50));
        lifecycle.start("a", () -> () -> events.add("a"));
        lifecycle.start("b", () -> never::await);

        lifecycle.close();

        assertThat(events).containsExactly("a");
    }

    @Test
    void start_partThrows_namedAndEarlierPartsStayForClose() {
        Lifecycle lifecycle = new Lifecycle(AMPLE);
        lifecycle.start("a", () -> () -> events.add("a"));

        assertThatThrownBy(() -> lifecycle.start("the b", () -> {
                    throw new IOException("no room");
                }))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("the b could not start")
                .hasMessageContaining("no room");
        assertThat(events).isEmpty();
        lifecycle.close();
        assertThat(events).containsExactly("a");
    }

    @Test
    void start_partThrowsStartupException_passedOn() {
        StartupException reason = new StartupException("port 1 is taken");

        assertThatThrownBy(() -> new Lifecycle(AMPLE).start("b", () -> {
                    throw reason;
                }))
                .isSameAs(reason);
    }

    @Test
    void start_closedMeanwhile_stopsThePartAgain() {
        Lifecycle lifecycle = new Lifecycle(AMPLE);

        assertThatThrownBy(() -> lifecycle.start("a", () -> {
                    lifecycle.close();
                    return () -> events.add("a");
                }))
                .isInstanceOf(StartupException.class);
        assertThat(events).containsExactly("a");
    }
}
