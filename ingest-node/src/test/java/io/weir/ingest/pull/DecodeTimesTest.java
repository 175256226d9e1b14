package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodeTimesTest {
    private static final int FRAME_MS = 40;

    @Test
    void next_picturesInOrder_decodeTimeIsPresentationTime() {
        assertThat(decode(16, 0, 40, 80, 120)).containsExactly(0L, 40L, 80L, 120L);
    }

    @Test
    void next_bFrames_ascendsAndIsNotLateOnceLearned() {
        List<Long> shown = new ArrayList<>();
        for (int gop = 0; gop < 50; gop++) {
            for (int picture : new int[] {0, 4, 2, 1, 3}) {
                shown.add((gop * 5L + picture) * FRAME_MS);
            }
        }
        List<Long> decoded = decode(16, shown.stream().mapToLong(time -> time).toArray());
        for (int i = 1; i < shown.size(); i++) {
            assertThat(decoded.get(i)).isGreaterThan(decoded.get(i - 1));
            if (i >= 10) {
                assertThat(decoded.get(i)).isLessThanOrEqualTo(shown.get(i));
                assertThat(decoded.get(i) - decoded.get(i - 1)).isEqualTo(FRAME_MS);
            }
        }
    }

    @Test
    void next_profileWithoutBFrames_aStepBackIsNoOrder() {
        assertThat(decode(0, 0, 40, 39, 80, 120)).containsExactly(0L, 40L, 41L, 80L, 120L);
    }

    private static List<Long> decode(int maxReordered, long... shown) {
        DecodeTimes times = new DecodeTimes(maxReordered);
        List<Long> decoded = new ArrayList<>();
        for (long time : shown) {
            decoded.add(times.next(time));
        }
        return decoded;
    }
}
