package io.weir.camera.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Some hundred lives of three nodes that change, read, pull, test and release cameras, die, lag and lose answers. */
class RegistrySimulationTest {
    private static final int SEEDS = 100;

    @ParameterizedTest
    @ValueSource(longs = {1, 1_001})
    void cluster_anySchedule_oneStreamPullsASourceAndNothingAcceptedIsLost(long first) {
        int accepted = 0;
        int refused = 0;
        int released = 0;
        int tested = 0;
        for (long seed = first; seed < first + SEEDS; seed++) {
            RegistrySimulation life = new RegistrySimulation(seed, RegistrySimulation.Rules.REAL);
            life.run();
            assertThat(life.faults()).as("seed " + seed).isEmpty();
            accepted += life.accepted();
            refused += life.refused();
            released += life.released();
            tested += life.tested();
        }
        assertThat(accepted).isGreaterThan(10 * SEEDS);
        assertThat(refused).isGreaterThan(SEEDS);
        assertThat(released).isGreaterThan(SEEDS);
        assertThat(tested).isGreaterThan(SEEDS);
    }

    @Test
    void cluster_sameSeed_sameLife() {
        RegistrySimulation one = new RegistrySimulation(7, RegistrySimulation.Rules.REAL);
        RegistrySimulation other = new RegistrySimulation(7, RegistrySimulation.Rules.REAL);
        one.run();
        other.run();

        assertThat(one.trace()).isNotEmpty().isEqualTo(other.trace());
    }

    /** What shows that the simulation would find a fault, and that each of the rules is needed. */
    @ParameterizedTest
    @EnumSource(
            value = RegistrySimulation.Rules.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REAL"})
    void cluster_simplerRules_twoStreamsPullASourceOrReadersDisagree(RegistrySimulation.Rules rules) {
        boolean found = false;
        for (long seed = 1; seed <= 300 && !found; seed++) {
            RegistrySimulation life = new RegistrySimulation(seed, rules);
            life.run();
            found = !life.faults().isEmpty();
        }
        assertThat(found).isTrue();
    }
}
