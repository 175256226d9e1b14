package io.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The whole way from encoders to playlists in thousands of seeds. {@code -Dweir.simulation.seeds=100000} runs more of them,
 * {@code -Dweir.simulation.seed=4711} the one that failed.
 */
class WholePathSimulationTest {
    private static final int SEEDS = Integer.getInteger("weir.simulation.seeds", 10_000);
    private static final Long ONE = Long.getLong("weir.simulation.seed");

    /** What befalls at least once in so many seeds. */
    private static final int OFTEN = 10;

    private static final int NOW_AND_THEN = 200;

    private static final String[] COMMON = {
        "another segmenter's record won",
        "append failed",
        "append failed but landed",
        "index compacted",
        "index record refused",
        "latest record repeated",
        "log LANDED_BUT_FAILED",
        "log LANDED_LATE",
        "log LANDED_SOMEWHERE",
        "log LOST",
        "log NOT_READ",
        "log OUT_OF_ORDER",
        "log REFUSED_AT_ONCE",
        "log REFUSED_FOR_GOOD",
        "log's beginning expired",
        "publisher came back",
        "publisher cut off",
        "publisher dropped media",
        "publisher ended",
        "publisher frozen",
        "publisher killed",
        "publisher left",
        "publisher rivalled",
        "publisher taken over",
        "put ALREADY_EQUAL",
        "put CONFLICT",
        "put CREATED",
        "put failed",
        "put failed but landed",
        "record FINAL",
        "record GAP",
        "record SEGMENT",
        "segmenter finished the stream",
        "segmenter frozen",
        "segmenter killed",
        "segmenter killed with a cut on its way",
        "segmenter killed with an append on its way",
    };

    private static final String[] RARE = {
        "record SKIP", "media lost to retention", "object planted", "segmenter out of the log's range"
    };

    @Test
    void path_anyFaults_invariantsHold() {
        if (ONE != null) {
            Befallen unused = run(ONE);
            return;
        }
        Befallen befallen = new Befallen();
        LongStream.range(0, SEEDS).parallel().forEach(seed -> {
            Befallen one = run(seed);
            synchronized (befallen) {
                befallen.add(one);
            }
        });
        for (String event : COMMON) {
            assertThat(befallen.counts())
                    .as(event)
                    .hasEntrySatisfying(event, times -> assertThat(times).isGreaterThan(SEEDS / OFTEN));
        }
        for (String event : RARE) {
            assertThat(befallen.counts())
                    .as(event)
                    .hasEntrySatisfying(event, times -> assertThat(times).isGreaterThan(SEEDS / NOW_AND_THEN));
        }
    }

    private static Befallen run(long seed) {
        try {
            return WholePath.run(seed);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
