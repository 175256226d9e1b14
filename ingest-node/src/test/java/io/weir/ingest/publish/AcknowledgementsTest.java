package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private long nowMs = 1_000;
    private final Acknowledgements acknowledgements = new Acknowledgements(() -> TimeUnit.MILLISECONDS.toNanos(nowMs));

    private void after(long ms) {
        nowMs += ms;
    }

    @Test
    void silentMs_nothingWaits_isZero() {
        after(5_000);
        assertThat(acknowledgements.silentMs()).isZero();
        acknowledgements.sent();
        acknowledgements.answered(true);
        after(5_000);
        assertThat(acknowledgements.silentMs()).isZero();
    }

    @Test
    void silentMs_sentAfterALongPause_countsFromThen() {
        after(5_000);
        acknowledgements.sent();
        after(300);
        acknowledgements.sent();
        after(200);
        assertThat(acknowledgements.silentMs()).isEqualTo(500);
    }

    @Test
    void silentMs_othersAreAcknowledged_countsFromThose() {
        acknowledgements.sent();
        after(1_000);
        acknowledgements.sent();
        acknowledgements.answered(true);
        after(400);
        assertThat(acknowledgements.silentMs()).isEqualTo(400);
    }

    @Test
    void silentMs_othersFail_countsOn() {
        acknowledgements.sent();
        acknowledgements.sent();
        after(1_000);
        acknowledgements.answered(false);
        after(400);
        assertThat(acknowledgements.silentMs()).isEqualTo(1_400);
    }
}
