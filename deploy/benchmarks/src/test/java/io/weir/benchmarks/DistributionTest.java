package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void of_hundredValues_nearestRanks() {
        List<Long> values =
                LongStream.rangeClosed(1, 100).map(n -> 101 - n).boxed().toList();

        assertThat(Distribution.of(values)).isEqualTo(new Distribution(100, 50, 95, 100));
    }

    @Test
    void of_fewValues_eachFigureWasMeasured() {
        assertThat(Distribution.of(List.of(7L))).isEqualTo(new Distribution(1, 7, 7, 7));
        assertThat(Distribution.of(List.of(9L, 1L, 5L))).isEqualTo(new Distribution(3, 5, 9, 9));
    }

    @Test
    void of_nothing_zeros() {
        assertThat(Distribution.of(List.of())).isEqualTo(new Distribution(0, 0, 0, 0));
    }
}
