package io.weir.ingest.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.camera.SourceTest;
import io.weir.ingest.pull.AddressPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PullSettingsTest {
    private static Duration silence(Duration lease) {
        return new PullSettings(lease, Duration.ofSeconds(30), AddressPolicy.STANDARD).watchdogSilence();
    }

    @Test
    void watchdogSilence_isAQuarterOfTheLease() {
        assertThat(silence(Duration.ofSeconds(12))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void watchdogSilence_ofALongLease_endsBeforeATestIsTakenForOver() {
        long connectedUntilMs =
                SourceTest.CONNECTED_MS + silence(Duration.ofMinutes(5)).toMillis();
        assertThat(connectedUntilMs).isLessThan(SourceTest.OVER_AFTER_MS);
    }
}
