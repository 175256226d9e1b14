package io.weir.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.media.AudioFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioGridTest {
    private static final int DAY_S = 86_400;

    @ParameterizedTest
    @ValueSource(ints = {44_100, 48_000, 8_000})
    void place_dayOfRoundedTimes_exactGridToTheEnd(int sampleRate) {
        AudioFormat format = format(sampleRate);
        AudioGrid grid = grid(format);
        long frames = (long) DAY_S * sampleRate / 1024;
        long wrong = 0;
        for (long i = 0; i < frames; i++) {
            long ms = Math.round(i * 1_024_000.0 / sampleRate);
            long pts90k = grid.place(ms * 90, 1024);
            wrong += pts90k == i * 1024 * 90_000 / sampleRate ? 0 : 1;
        }

        assertThat(wrong).isZero();
        assertThat(grid.samplesSinceAnchor()).isLessThan(AudioGrid.MAX_SAMPLES_SINCE_ANCHOR);
    }

    @Test
    void place_timesThatJitterWithinAFrame_stayOnTheGrid() {
        AudioGrid grid = grid(format(48_000));
        Random random = new Random(3);
        grid.place(0, 1024);
        for (int i = 1; i < 10_000; i++) {
            long jittered90k = i * 1_920L + random.nextInt(2 * 1_800) - 1_800;
            assertThat(grid.place(jittered90k, 1024)).isEqualTo(i * 1_920L);
            assertThat(grid.contiguous()).isTrue();
        }
    }

    @Test
    void place_hole_newAnchor() {
        AudioGrid grid = grid(format(48_000));
        grid.place(0, 1024);

        assertThat(grid.place(9_000, 1024)).isEqualTo(9_000);
        assertThat(grid.contiguous()).isFalse();
        assertThat(grid.place(9_000 + 1_890, 1024)).isEqualTo(9_000 + 1_920);
        assertThat(grid.contiguous()).isTrue();
    }

    @Test
    void place_timeGoesBack_strictlyMonotonicAndBackOnTimeSoon() {
        AudioGrid grid = grid(format(48_000));
        grid.place(90_000, 1024);

        assertThat(grid.place(80_000, 1024)).isEqualTo(90_001);
        assertThat(grid.place(81_920, 1024)).isEqualTo(90_002);
        assertThat(grid.place(200_000, 1024)).isEqualTo(200_000);
    }

    /** A sender whose sound clock is 0.1 % fast: a frame is squeezed now and then, the error stays within one. */
    @ParameterizedTest
    @ValueSource(doubles = {0.999, 1.001})
    void place_sendersClockIsOff_errorStaysWithinAFrame(double rate) {
        AudioGrid grid = grid(format(48_000));
        long seams = 0;
        long last = -1;
        for (int i = 0; i < 300_000; i++) {
            long wanted90k = Math.round(i * 1_920 * rate / 90) * 90;
            long pts90k = grid.place(wanted90k, 1024);
            assertThat(pts90k > last && Math.abs(pts90k - wanted90k) <= 1_920).isTrue();
            last = pts90k;
            seams += grid.contiguous() ? 0 : 1;
        }
        assertThat(seams).isBetween(250L, 350L);
    }

    private static AudioGrid grid(AudioFormat format) {
        return new AudioGrid(format, 90_000, AudioGrid.NONE, 0, AudioGrid.NONE);
    }

    private static AudioFormat format(int sampleRate) {
        return switch (sampleRate) {
            case 44_100 -> TestMedia.AAC_44K;
            case 48_000 -> TestMedia.AAC_48K;
            default -> TestMedia.AAC_8K;
        };
    }
}
