package io.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
