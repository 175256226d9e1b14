package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private static final TestClip CLIP = new TestClip(
            List.of(Pictures.configuration(), Pictures.video(0, "1701000000" + "00000002" + "6588")), 40, 1, "");

    @Test
    void start_nobodyListens_eachStreamIsAProblem() throws IOException {
        URI nobody = URI.create("rtmp://127.0.0.1:" + ChildProcess.freePort() + "/live");

        try (LoadGenerator load = LoadGenerator.start(nobody, CLIP, 3, 1, Duration.ofMillis(30))) {
            await().until(load::isSettled);

            assertThat(load.problems()).hasSize(3).allMatch(problem -> problem.startsWith("refused: "));
        }
    }
}
