package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new SplittableRandom(1));

    @Test
    void pauseMs_againAndAgain_doublesUpToAMinute() {
        long longest = Backoff.FIRST_MS;
        for (int i = 0; i < 12; i++) {
            assertThat(backoff.pauseMs(0)).isBetween(longest / 2, longest);
            longest = Math.min(2 * longest, Backoff.MAX_MS);
        }
    }

    @Test
    void pauseMs_afterMediaForHalfAMinute_beginsAnew() {
        for (int i = 0; i < 5; i++) {
            backoff.pauseMs(0);
        }
        assertThat(backoff.pauseMs(Backoff.RESET_AFTER_MS)).isLessThanOrEqualTo(Backoff.FIRST_MS);
    }

    @Test
    void pauseMs_acceptedAndDroppedSoon_goesOnDoubling() {
        for (int i = 0; i < 6; i++) {
            backoff.pauseMs(Backoff.RESET_AFTER_MS - 1);
        }
        assertThat(backoff.pauseMs(Backoff.RESET_AFTER_MS - 1)).isGreaterThanOrEqualTo(Backoff.MAX_MS / 2);
    }
}
