package io.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * That the simulation sees: each rule of the production code that is broken on purpose is found out.
 * {@code -Dweir.simulation.mutant=epoch} runs only those whose names have that in them.
 */
class MutantsTest {
    private static final int SEEDS = Integer.getInteger("weir.simulation.mutant-seeds", 500);
    private static final String ONLY = System.getProperty("weir.simulation.mutant", "");
    private static final String NOT_CAUGHT = "not caught";

    @Test
    void mutants_eachOfThem_isCaught() {
        List<Mutant> mutants = Mutants.ALL.stream()
                .filter(mutant -> mutant.name().contains(ONLY))
                .toList();
        Map<String, String> verdicts = mutants.parallelStream()
                .collect(Collectors.toMap(Mutant::name, mutant -> verdict(MutantLoader.of(mutant))));
        mutants.forEach(mutant -> System.out.println(mutant.name() + ": " + verdicts.get(mutant.name())));
        assertThat(verdicts).doesNotContainValue(NOT_CAUGHT);
    }

    @Test
    void unchanged_sameLoader_passes() {
        LongConsumer seeds = seeds(MutantLoader.unchanged());
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            long one = seed;
            assertThatCode(() -> seeds.accept(one)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }

    /** Which invariant broke, and at which seed. */
    private static String verdict(ClassLoader loader) {
        LongConsumer seeds = seeds(loader);
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                seeds.accept(seed);
            } catch (AssertionError e) {
                return "seed " + seed + ", " + e.getMessage();
            }
        }
        return NOT_CAUGHT;
    }

    private static LongConsumer seeds(ClassLoader loader) {
        try {
            return (LongConsumer)
                    loader.loadClass(OneSeed.class.getName()).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
