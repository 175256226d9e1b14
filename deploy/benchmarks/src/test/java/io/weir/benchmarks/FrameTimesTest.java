package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTimesTest {
    private final FrameTimes times = new FrameTimes();

    @Test
    void sentNanos_ofWhatWasSent_itsTime() {
        times.sent(-5);
        times.sent(40);

        assertThat(times.nextNumber()).isEqualTo(2);
        assertThat(times.sentNanos(0)).isEqualTo(-5);
        assertThat(times.sentNanos(1)).isEqualTo(40);
    }

    @Test
    void sentNanos_ofWhatWasNotSent_null() {
        times.sent(1);

        assertThat(times.sentNanos(1)).isNull();
        assertThat(times.sentNanos(-1)).isNull();
    }

    @Test
    void sentNanos_longAgo_forgotten() {
        for (int i = 0; i < 10_000; i++) {
            times.sent(i);
        }

        assertThat(times.sentNanos(9_999)).isEqualTo(9_999);
        assertThat(times.sentNanos(9_999 - 8_191)).isEqualTo(9_999 - 8_191);
        assertThat(times.sentNanos(9_999 - 8_192)).isNull();
    }
}
