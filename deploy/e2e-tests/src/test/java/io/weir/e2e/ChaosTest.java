package io.weir.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.storage.S3TestTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A whole cluster of real processes to which faults happen from a seed, while publishers send frames that carry their own
 * numbers; what viewers and recordings got is then judged by those. A short run by default. A long one, of another order:
 *
 * <pre>
 * mvn test -Pe2e -pl deploy/e2e-tests -am -Dtest=ChaosTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dweir.chaos.minutes=60 -Dweir.chaos.seed=7
 * </pre>
 *
 * {@code weir.chaos.outages} has long outages happen instead, of Kafka, the store and the cluster: 20 minutes.
 * {@code weir.chaos.publishers} says how many publish. Network namespaces, for hosts that can be cut off, need root; without
 * it those faults are left out.
 */
class ChaosTest {
    private static final long SEED = Long.getLong("weir.chaos.seed", 1);
    private static final int MINUTES = Integer.getInteger("weir.chaos.minutes", 0);
    private static final boolean OUTAGES = Boolean.getBoolean("weir.chaos.outages");
    private static final int PUBLISHERS = Integer.getInteger("weir.chaos.publishers", 20);

    private static final Map<String, String> SETTINGS = Map.of("segment.duration", "3s", "stream.linger", "10s");

    @Test
    void cluster_faultsFromASeed_everyFrameSentOnceOrInAGapThatIsTold() throws Exception {
        Path folder = Places.newFolder("chaos");
        System.out.printf("seed %d, %d publishers, in %s%n", SEED, PUBLISHERS, folder);
        long beganNs = System.nanoTime();
        try (S3TestTarget s3 = S3TestTarget.open();
                ChaosRun run = ChaosRun.start(folder, s3.settings(), PUBLISHERS, SETTINGS)) {
            ChaosSchedule schedule =
                    new ChaosSchedule(SEED, run.cluster().hosts().canCut());
            System.out.printf("ready after %d s%n", (System.nanoTime() - beganNs) / 1_000_000_000);
            if (MINUTES == 0) {
                for (List<ChaosFault> faults : OUTAGES ? schedule.outages() : schedule.shortRounds()) {
                    run.happen(faults);
                }
            } else {
                long endNs = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
                while (System.nanoTime() < endNs) {
                    run.happen(schedule.next());
                }
            }
            System.out.printf("judging after %d s%n", (System.nanoTime() - beganNs) / 1_000_000_000);
            run.judge();
            System.out.println(run.report());
            assertThat(run.report().violations())
                    .as("seed " + SEED + "; logs are in " + folder)
                    .isEmpty();
        } catch (Exception | Error e) {
            throw new AssertionError("seed " + SEED + ", logs in " + folder + ": " + e.getMessage(), e);
        }
    }
}
