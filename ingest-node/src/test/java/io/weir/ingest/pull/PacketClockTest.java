package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketClockTest {
    @Test
    void ms_ticks_toMilliseconds() {
        PacketClock clock = new PacketClock(1, 90_000);
        long first = clock.ms(0);
        assertThat(clock.ms(90_000) - first).isEqualTo(1_000);
        assertThat(clock.ms(45_000) - first).isEqualTo(500);
    }

    @Test
    void ms_counterWraps_timeGoesOn() {
        PacketClock clock = new PacketClock(1, 90_000);
        long before = clock.ms((1L << 32) - 90_000);
        assertThat(clock.ms(90_000) - before).isEqualTo(2_000);
    }

    @Test
    void ms_longerThanTheCounter_timeGoesOn() {
        PacketClock clock = new PacketClock(1, 90_000);
        long first = clock.ms(0);
        long step = 1L << 30;
        for (int i = 1; i <= 40; i++) {
            assertThat(clock.ms(i * step & 0xFFFF_FFFFL) - first).isEqualTo(i * step / 90);
        }
    }
}
