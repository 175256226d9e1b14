package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OutageTest {
    private long nanos;
    private final Outage outage = new Outage("nothing is stored", () -> nanos);

    private void failAfter(long passedNanos) {
        nanos += passedNanos;
        outage.ended(new IOException("the disk is full"));
    }

    @Test
    void problem_failuresForLong_isToldWithTheReason() {
        failAfter(0);
        failAfter(Outage.PROBLEM_NANOS);
        assertThat(outage.problem()).isEmpty();

        failAfter(1_000_000_000L);

        assertThat(outage.problem()).contains("nothing is stored for 11 s: the disk is full");
    }

    @Test
    void problem_oneSuccess_isOver() {
        failAfter(0);
        failAfter(Outage.PROBLEM_NANOS + 1);

        outage.ended(null);

        assertThat(outage.problem()).isEmpty();
    }

    @Test
    void problem_nothingTriedForLong_isForgotten() {
        failAfter(0);
        failAfter(Outage.PROBLEM_NANOS + 1);

        nanos += Outage.FORGOTTEN_NANOS;
        assertThat(outage.problem()).isEmpty();

        failAfter(0);
        assertThat(outage.problem()).as("begins anew").isEmpty();
    }
}
