package io.weir.ingest.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The watching process, set upon another process that stands still. */
class WatchdogTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);

    @Test
    void watch_silence_killsTheProcess() throws Exception {
        Process watched = new ProcessBuilder("sleep", "600").start();
        Process watcher = watcher(watched, 500);
        try {
            assertThat(watched.waitFor(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(watched.exitValue()).isEqualTo(137);
            assertThat(watcher.waitFor(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            end(watched, watcher);
        }
    }

    @Test
    void watch_fedAndThenItsPipeCloses_leavesTheProcessAndEnds() throws Exception {
        Process watched = new ProcessBuilder("sleep", "600").start();
        Process watcher = watcher(watched, 60_000);
        try {
            try (OutputStream food = watcher.getOutputStream()) {
                food.write('.');
            }
            assertThat(watcher.waitFor(AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(watched.isAlive()).isTrue();
        } finally {
            end(watched, watcher);
        }
    }

    @Test
    void start_watcherIsKilled_anotherIsStarted() throws Exception {
        try (Watchdog watchdog = Watchdog.start(Duration.ofSeconds(60))) {
            ProcessHandle first = await().atMost(AMPLE).until(watchdog::watcher, ProcessHandle::isAlive);
            first.destroyForcibly();
            await().atMost(AMPLE)
                    .until(() ->
                            watchdog.watcher().isAlive() && watchdog.watcher().pid() != first.pid());
            assertThat(watchdog.isWatching()).isTrue();
        }
    }

    @Test
    void isWatching_watchersEndAtOnce_tellsThatNobodyDoes() throws Exception {
        try (Watchdog watchdog = new Watchdog(List.of("true"))) {
            assertThat(watchdog.isWatching()).isTrue();
            await().atMost(AMPLE).until(() -> !watchdog.isWatching());
        }
    }

    private static Process watcher(Process watched, long silenceMs) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WatchdogMain.class.getName(),
                        Long.toString(watched.pid()),
                        Long.toString(silenceMs)))
                .redirectErrorStream(true)
                .start();
    }

    private static void end(Process... processes) {
        for (Process process : processes) {
            process.destroyForcibly();
        }
    }
}
