package io.weir.segmenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.name.StreamName;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private static final StreamName ONE = new StreamName("live", "one");
    private static final StreamName TWO = new StreamName("live", "two");
    private final HeldBytes held = new HeldBytes(100);

    @Test
    void hasRoom_belowTheLimit_all() {
        held.set(ONE, 40, 0);
        held.set(TWO, 40, 19);

        assertThat(held.hasRoom(ONE)).isTrue();
        assertThat(held.hasRoom(TWO)).isTrue();
    }

    @Test
    void hasRoom_limitReachedByCutsOnTheirWay_noneUntilTheyAreGone() {
        held.set(ONE, 10, 60);
        held.set(TWO, 30, 0);
        assertThat(held.hasRoom(ONE)).isFalse();
        assertThat(held.hasRoom(TWO)).isFalse();

        held.set(ONE, 10, 0);
        assertThat(held.hasRoom(TWO)).isTrue();
    }

    @Test
    void hasRoom_limitReachedByOpenSegments_oneAtATimeUntilItHasCut() {
        held.set(ONE, 50, 0);
        held.set(TWO, 50, 0);
        assertThat(held.hasRoom(ONE)).isTrue();
        assertThat(held.hasRoom(TWO)).isFalse();

        held.set(ONE, 5, 50);

        assertThat(held.hasRoom(ONE)).isFalse();
        assertThat(held.hasRoom(TWO)).isTrue();
    }

    @Test
    void hasRoom_turnOfAStreamThatReadsNothing_isPassedOn() {
        held.set(ONE, 50, 0);
        held.set(TWO, 50, 0);
        assertThat(held.hasRoom(ONE)).isTrue();

        for (int i = 0; i <= HeldBytes.MAX_IDLE_ROUNDS; i++) {
            held.beginRound();
        }

        assertThat(held.hasRoom(ONE)).isFalse();
        assertThat(held.hasRoom(TWO)).isTrue();
    }

    @Test
    void remove_streamOfTheTurn_anotherHasIt() {
        held.set(ONE, 50, 0);
        held.set(TWO, 150, 0);
        assertThat(held.hasRoom(ONE)).isTrue();

        held.remove(ONE);

        assertThat(held.hasRoom(TWO)).isTrue();
    }
}
