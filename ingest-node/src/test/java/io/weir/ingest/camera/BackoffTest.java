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
            assertThat(backoff.pauseMs(0, false)).isBetween(longest / 2, longest);
            longest = Math.min(2 * longest, Backoff.MAX_MS);
        }
    }

    @Test
    void pauseMs_afterMediaForHalfAMinute_beginsAnew() {
        for (int i = 0; i < 5; i++) {
            backoff.pauseMs(0, false);
        }
        assertThat(backoff.pauseMs(Backoff.RESET_AFTER_MS, false)).isLessThanOrEqualTo(Backoff.FIRST_MS);
    }

    @Test
    void pauseMs_acceptedAndDroppedSoon_goesOnDoubling() {
        for (int i = 0; i < 6; i++) {
            backoff.pauseMs(Backoff.RESET_AFTER_MS - 1, false);
        }
        assertThat(backoff.pauseMs(Backoff.RESET_AFTER_MS - 1, false)).isGreaterThanOrEqualTo(Backoff.MAX_MS / 2);
    }

    @Test
    void pauseMs_nobodyThere_staysShort() {
        for (int i = 0; i < 12; i++) {
            assertThat(backoff.pauseMs(0, true)).isLessThanOrEqualTo(Backoff.ABSENT_MAX_MS);
        }
        assertThat(backoff.pauseMs(0, false)).isLessThanOrEqualTo(Backoff.ABSENT_MAX_MS);
        assertThat(backoff.pauseMs(0, false)).isGreaterThanOrEqualTo(Backoff.ABSENT_MAX_MS);
    }

    @Test
    void pauseMs_goneAfterItRefusedForLong_doesNotForgetThat() {
        for (int i = 0; i < 8; i++) {
            backoff.pauseMs(0, false);
        }
        assertThat(backoff.pauseMs(0, true)).isLessThanOrEqualTo(Backoff.ABSENT_MAX_MS);
        assertThat(backoff.pauseMs(0, false)).isGreaterThanOrEqualTo(Backoff.MAX_MS / 2);
    }
}
