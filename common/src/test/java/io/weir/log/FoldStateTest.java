package io.weir.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class FoldStateTest {
    /** Epoch 10, sequence 5 expected. */
    private static final FoldState AT_FIVE = new FoldState(10, 5, false, true);

    private static TagKey tags(long epoch, long first, int count) {
        return TagKey.of(RecordKind.TAGS, epoch, first, count, 0);
    }

    private static FoldState accepted(FoldState state, TagKey key) {
        return Objects.requireNonNull(state.accept(key), "accepted");
    }

    @Test
    void accept_expectedSequence_countsIt() {
        assertThat(AT_FIVE.accept(tags(10, 5, 3))).isEqualTo(new FoldState(10, 8, false, true));
    }

    @Test
    void accept_lowerOrHigherSequence_refused() {
        assertThat(AT_FIVE.accept(tags(10, 4, 3))).isNull();
        assertThat(AT_FIVE.accept(tags(10, 6, 3))).isNull();
    }

    @Test
    void accept_lowerOrHigherEpochWithoutFence_refused() {
        assertThat(AT_FIVE.accept(tags(9, 5, 1))).isNull();
        assertThat(AT_FIVE.accept(tags(11, 5, 1))).isNull();
    }

    @Test
    void accept_configAndTick_takeNoSequence() {
        assertThat(AT_FIVE.accept(TagKey.of(RecordKind.CONFIG, 10, 5, 0, 0))).isEqualTo(AT_FIVE);
        assertThat(AT_FIVE.accept(TagKey.of(RecordKind.TICK, 10, 5, 0, 0))).isEqualTo(AT_FIVE);
        assertThat(AT_FIVE.accept(TagKey.of(RecordKind.TICK, 10, 4, 0, 0))).isNull();
    }

    @Test
    void accept_gap_passesItsSequences() {
        FoldState behind = accepted(AT_FIVE, TagKey.of(RecordKind.GAP, 10, 5, 7, 0));

        assertThat(behind.nextSequence()).isEqualTo(12);
        assertThat(behind.accept(tags(10, 12, 1))).isNotNull();
    }

    @Test
    void accept_afterEnd_refusedUntilAFence() {
        FoldState ended = accepted(AT_FIVE, TagKey.of(RecordKind.END, 10, 5, 0, 0));

        assertThat(ended.ended()).isTrue();
        assertThat(ended.accept(tags(10, 5, 1))).isNull();
        assertThat(ended.accept(TagKey.fence(11, false, 0))).isEqualTo(new FoldState(11, 0, false, true));
    }

    @Test
    void accept_claim_changesNothing() {
        assertThat(AT_FIVE.accept(TagKey.claim(99, 0))).isEqualTo(AT_FIVE);
        assertThat(AT_FIVE.accept(TagKey.claimAgain(99, 0))).isEqualTo(AT_FIVE);
    }

    @Test
    void accept_fenceOfGreaterEpoch_beginsAtZeroWhateverWasReached() {
        assertThat(AT_FIVE.accept(TagKey.fence(11, false, 0))).isEqualTo(new FoldState(11, 0, false, true));
    }

    @Test
    void accept_fenceThatContinues_keepsTheSequence() {
        FoldState next = accepted(AT_FIVE, TagKey.fence(11, true, 0));

        assertThat(next).isEqualTo(new FoldState(11, 5, false, true));
        assertThat(next.accept(tags(10, 5, 1))).isNull();
        assertThat(next.accept(tags(11, 5, 1))).isNotNull();
    }

    @Test
    void accept_fenceOfSameOrLowerEpoch_refused() {
        assertThat(AT_FIVE.accept(TagKey.fence(10, true, 0))).isNull();
        assertThat(AT_FIVE.accept(TagKey.fence(9, false, 0))).isNull();
    }

    @Test
    void accept_trimmedLog_entersWhereItBegins() {
        FoldState entered = accepted(FoldState.START, tags(10, 700, 3));

        assertThat(entered).isEqualTo(new FoldState(10, 703, false, false));
        assertThat(entered.accept(tags(10, 700, 3))).isNull();
        assertThat(entered.accept(tags(9, 703, 1))).isNull();
        assertThat(entered.accept(tags(10, 703, 1))).isNotNull();
    }

    @Test
    void accept_trimmedLogBegunAtAFenceThatContinues_believesTheNextSequence() {
        FoldState entered = accepted(FoldState.START, TagKey.fence(10, true, 0));

        assertThat(entered.accept(tags(10, 700, 3))).isEqualTo(new FoldState(10, 703, false, false));
    }

    @Test
    void accept_trimmedLogBegunAtARecordThatDoesNotCount_goesOnWhereTheSequenceIsReachedOrPassed() {
        FoldState astray = accepted(FoldState.START, tags(10, 62, 1));
        FoldState continued = accepted(astray, TagKey.fence(20, true, 0));

        assertThat(continued.accept(tags(20, 60, 2))).isNull();
        assertThat(continued.accept(tags(20, 70, 1))).isNull();
        assertThat(continued.accept(tags(20, 63, 1))).isEqualTo(new FoldState(20, 64, false, false));
        assertThat(continued.accept(TagKey.of(RecordKind.GAP, 20, 60, 10, 0)))
                .isEqualTo(new FoldState(20, 70, false, false));
        assertThat(AT_FIVE.accept(TagKey.of(RecordKind.GAP, 10, 4, 10, 0))).isNull();
        assertThat(continued.accept(TagKey.fence(30, false, 0))).isEqualTo(new FoldState(30, 0, false, true));
    }

    @Test
    void accept_trimmedLogBegunWithinAStaleEpoch_entersTheGreaterOne() {
        FoldState stale = accepted(FoldState.START, tags(8, 3, 1));

        assertThat(stale.accept(tags(10, 40, 1))).isEqualTo(new FoldState(10, 41, false, false));
    }
}
