package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.e2e.ChaosFault.Kind;
import io.weir.storage.S3TestTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How long viewers are without a new segment when a segmenter is killed, in a cluster of separate processes: not a check, so
 * it runs only when it is asked for by name. {@code -Dweir.kills=20} says how often, {@code -Dweir.chaos.publishers=10} how
 * many streams there are.
 */
class SegmenterKillMeasurement {
    private static final int KILLS = Integer.getInteger("weir.kills", 20);
    private static final int PUBLISHERS = Integer.getInteger("weir.chaos.publishers", 10);

    /** Until the one that was killed is started again. */
    private static final long AWAY_MS = 5_000;

    @Test
    void measure() throws Exception {
        Path folder = Places.newFolder("kills");
        List<Long> longestMs = new ArrayList<>();
        int targetS;
        try (S3TestTarget s3 = S3TestTarget.open();
                ChaosRun run = ChaosRun.start(folder, s3.settings(), PUBLISHERS, Map.of("stream.linger", "10s"))) {
            targetS = run.watchers().get(0).history(ChaosRun.name(0)).targetDurationS();
            for (int kill = 0; kill < KILLS; kill++) {
                String target = "segmenter" + (1 + kill % 2);
                ChaosRound round = run.happen(List.of(new ChaosFault(Kind.KILL, target, AWAY_MS)));
                long longest = run.watchers().stream()
                        .flatMap(watcher -> watcher.waits().stream())
                        .filter(wait -> round.overlaps(wait.fromMs(), wait.toMs()))
                        .mapToLong(ChaosWatcher.Wait::lengthMs)
                        .max()
                        .orElseThrow();
                longestMs.add(longest);
                System.out.printf("kill %d: at most %d ms without a new segment%n", kill + 1, longest);
            }
            run.judge();
            System.out.println(run.report());
            assertThat(run.report().violations()).isEmpty();
        }
        longestMs.sort(null);
        System.out.printf(
                "%d streams, target duration %d s, %d kills of a segmenter: the longest time without a new segment,"
                        + " over all streams and both edges, is %.1f s (p50), %.1f s (max)%n",
                PUBLISHERS,
                targetS,
                KILLS,
                longestMs.get(longestMs.size() / 2) / 1e3,
                longestMs.get(longestMs.size() - 1) / 1e3);
    }
}
