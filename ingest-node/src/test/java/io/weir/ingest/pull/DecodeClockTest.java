package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeClockTest {
    private static final boolean[] ALL = {true, true, true, true, true, true, true};

    private final DecodeClock clock = new DecodeClock();

    /** Each picture with whether it is a B picture. */
    private List<Long> decode(long[] ptsMs, boolean[] reorderable) {
        List<Long> dtsMs = new ArrayList<>();
        for (int i = 0; i < ptsMs.length; i++) {
            dtsMs.add(clock.decodeMs(ptsMs[i], reorderable[i]));
        }
        return dtsMs;
    }

    @Test
    void decodeMs_withoutReordering_isPresentation() {
        long[] pts = IntStream.range(0, 100).mapToLong(i -> i * 40L).toArray();
        assertThat(decode(pts, new boolean[pts.length])).containsExactlyElementsOf(boxed(pts));
        assertThat(clock.reordered()).isZero();
    }

    @Test
    void decodeMs_ofTwoBPictures_settlesOnTheThirdGreatest() {
        long[] pts = {0, 120, 40, 80, 240, 160, 200, 360, 280, 320, 480};
        boolean[] b = {false, false, true, true, false, true, true, false, true, true, false};
        assertThat(decode(pts, b)).containsExactly(0L, 120L, 120L, 120L, 120L, 160L, 200L, 240L, 280L, 320L, 360L);
        assertThat(clock.reordered()).isEqualTo(1);
    }

    @Test
    void decodeMs_sourceSaysItsDepth_firstPicturesAreDecodedSoMuchEarlier() {
        clock.limit(1);
        long[] pts = {0, 120, 40, 80, 240, 160, 200};
        boolean[] b = {false, false, true, true, false, true, true};
        assertThat(decode(pts, b)).containsExactly(-40L, 0L, 40L, 80L, 120L, 160L, 200L);
    }

    @Test
    void decodeMs_sourceSaysAGreatDepth_isNotBelieved() {
        clock.limit(5);
        assertThat(decode(new long[] {0, 40, 80}, ALL)).containsExactly(0L, 40L, 80L);
    }

    @Test
    void decodeMs_ofAPyramid_learnsItsDepth() {
        long[] pts = {0, 160, 80, 40, 120, 320, 240, 200, 280, 480, 400, 360, 440, 640};
        boolean[] b = new boolean[pts.length];
        for (int i = 1; i < pts.length; i++) {
            b[i] = pts[i] < pts[i - 1] || i % 4 == 0;
        }
        List<Long> dts = decode(pts, b);
        assertThat(clock.reordered()).isEqualTo(2);
        for (int i = 5; i < pts.length; i++) {
            assertThat(dts.get(i)).isLessThanOrEqualTo(pts[i]).isGreaterThanOrEqualTo(dts.get(i - 1));
        }
        assertThat(dts.subList(9, 13)).containsExactly(280L, 320L, 360L, 400L);
    }

    @Test
    void decodeMs_ofRandomReordering_neverFallsBackAndSoonNeverPassesPresentation() {
        Random random = new Random(3);
        for (int run = 0; run < 100; run++) {
            DecodeClock one = new DecodeClock();
            long lastDts = Long.MIN_VALUE;
            long base = 0;
            for (int group = 0; group < 40; group++) {
                int size = 1 + random.nextInt(4);
                for (int i = 0; i < size; i++) {
                    // The last of the group in presentation comes first, the others in any order of theirs.
                    long pts = base + 40L * (i == 0 ? size : i);
                    long dts = one.decodeMs(pts, i > 0);
                    assertThat(dts).isGreaterThanOrEqualTo(lastDts);
                    if (group > 20) {
                        assertThat(dts).isLessThanOrEqualTo(pts);
                    }
                    lastDts = dts;
                }
                base += 40L * size;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {86_400_000, -86_400_000, 10_001, -5_000})
    void decodeMs_afterAJump_beginsAnew(long jumpMs) {
        long[] pts = {100_000_000, 100_000_120, 100_000_040, 100_000_080, 100_000_240};
        decode(pts, new boolean[] {false, false, true, true, false});
        assertThat(clock.decodeMs(100_000_240 + jumpMs, false)).isEqualTo(100_000_240 + jumpMs);
        assertThat(clock.decodeMs(100_000_360 + jumpMs, false)).isEqualTo(100_000_240 + jumpMs);
    }

    @Test
    void decodeMs_ofAClockThatFallsBackFurtherThanPicturesCan_followsAndKeepsItsDepth() {
        clock.limit(1);
        decode(new long[] {0, 80, 40, 160, 120, 240, 200}, ALL);
        assertThat(clock.reordered()).isEqualTo(1);
        assertThat(decode(new long[] {80, 160, 120, 240, 200}, ALL)).containsExactly(40L, 80L, 120L, 160L, 200L);
        assertThat(clock.reordered()).isEqualTo(1);
    }

    @Test
    void limit_ofASourceWithoutReordering_followsWhatFallsBack() {
        clock.limit(0);
        assertThat(decode(new long[] {1_000, 1_040, 600, 640}, ALL)).containsExactly(1_000L, 1_040L, 600L, 640L);
        assertThat(clock.reordered()).isZero();
    }

    @Test
    void limit_belowWhatWasLearned_holdsBackFewer() {
        decode(new long[] {0, 160, 80, 40, 120}, ALL);
        assertThat(clock.reordered()).isEqualTo(2);
        clock.limit(1);
        assertThat(clock.reordered()).isEqualTo(1);
    }

    @Test
    void decodeMs_ofAClockThatFallsBackALittle_follows() {
        assertThat(decode(new long[] {1_000, 1_040, 600, 640}, new boolean[4]))
                .containsExactly(1_000L, 1_040L, 600L, 640L);
    }

    private static List<Long> boxed(long[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }
}
