package io.weir.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogTailTest {
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);
    private static final Hold FIRST = new Hold("1", 30_000);
    private static final Hold SECOND = new Hold("2", 60_000);

    private final List<LogRecord> log = new ArrayList<>();

    @Test
    void of_emptyLog_isFree() {
        assertThat(tail(0).free()).isTrue();
    }

    @Test
    void of_pullThatWrites_isHeldByIt() {
        pull(FIRST, -1);
        fence(0);
        tags(0, 0, 3);
        assertThat(tail(0).free()).isFalse();
        assertThat(tail(0).holds()).containsExactly(FIRST);
    }

    @Test
    void of_readFromTheMiddle_findsTheHoldInTheConfig() {
        pull(FIRST, -1);
        fence(0);
        tags(0, 0, 3);
        add(TagKey.of(RecordKind.CONFIG, 0, 3, 0, 0), Config.encodeSettings(SETTINGS, FIRST));
        tags(0, 3, 1);
        assertThat(tail(3).holds()).containsExactly(FIRST);
        assertThat(tail(3).complete()).isTrue();
        assertThat(tail(4).complete()).as("the CONFIG is not in it").isFalse();
    }

    @Test
    void of_readFromTheMiddle_findsTheHoldInATick() {
        pull(FIRST, -1);
        fence(0);
        add(TagKey.of(RecordKind.TICK, 0, 0, 0, 0), FIRST.encode());
        assertThat(tail(2).holds()).containsExactly(FIRST);
    }

    @Test
    void of_released_isFree() {
        pull(FIRST, -1);
        fence(0);
        release(0, 0);
        assertThat(tail(0).free()).isTrue();
        assertThat(tail(2).free()).isTrue();
    }

    @Test
    void of_ended_isFree() {
        pull(FIRST, -1);
        fence(0);
        add(TagKey.of(RecordKind.END, 0, 0, 0, 0), new byte[0]);
        assertThat(tail(0).free()).isTrue();
    }

    @Test
    void of_releaseOfAnEpochThatCountsNoMore_isHeld() {
        pull(FIRST, -1);
        fence(0);
        pull(SECOND, 1);
        fence(2);
        release(0, 0);
        assertThat(tail(0).holds()).containsExactly(SECOND);
    }

    @Test
    void of_claimWithoutItsFence_mayBeHeldByIt() {
        pull(FIRST, -1);
        fence(0);
        release(0, 0);
        pull(SECOND, 2);
        assertThat(tail(0).free()).isFalse();
        assertThat(tail(0).holds()).containsExactly(SECOND);
    }

    @Test
    void of_claimThatDidNotFollowWhatItsWriterHadRead_takesNothing() {
        pull(FIRST, -1);
        pull(SECOND, -1);
        fence(0);
        assertThat(tail(0).holds()).containsExactly(FIRST);
    }

    @Test
    void of_push_isHeldBySomebodyUnknown() {
        add(TagKey.claim(7, 0), claim(Claim.Reason.PUSH, -1, null));
        fence(0);
        assertThat(tail(0).free()).isFalse();
        assertThat(tail(0).holds()).containsExactly((Hold) null);
    }

    @Test
    void of_claimOfAnotherVersion_isHeldBySomebodyUnknown() {
        add(TagKey.claim(7, 0), new byte[] {1, 2, 3});
        assertThat(tail(0).holds()).containsExactly((Hold) null);
    }

    @Test
    void of_reapersClaimThatDidNotFollow_takesNothing() {
        pull(FIRST, -1);
        fence(0);
        add(TagKey.claim(7, 0), claim(Claim.Reason.REAP, 0, null));
        assertThat(tail(0).holds()).containsExactly(FIRST);
    }

    @Test
    void ended_untilAnEndCountsOrNothingWasThere_isFalse() {
        assertThat(tail(0).ended()).as("nothing was published").isTrue();
        pull(FIRST, -1);
        assertThat(tail(0).ended()).as("a claim alone has published nothing").isTrue();
        fence(0);
        assertThat(tail(0).ended()).isFalse();
        release(0, 0);
        assertThat(tail(0).ended()).as("who lets go does not end").isFalse();
        add(TagKey.of(RecordKind.END, 7, 0, 0, 0), new byte[0]);
        assertThat(tail(0).ended()).as("an END that does not count").isFalse();
        pull(SECOND, 3);
        fence(4);
        add(TagKey.of(RecordKind.END, 4, 0, 0, 0), new byte[0]);
        assertThat(tail(0).ended()).isTrue();
        assertThat(LogTail.of(List.of(), 9, 9).ended())
                .as("retention has taken all, and nobody knows")
                .isFalse();
    }

    @Test
    void leaseMs_holderWithALongerOne_isTheLonger() {
        pull(SECOND, -1);
        assertThat(tail(0).leaseMs(30_000)).isEqualTo(60_000);
        assertThat(tail(0).leaseMs(90_000)).isEqualTo(90_000);
    }

    private LogTail tail(int from) {
        return LogTail.of(log.subList(from, log.size()), from, log.size());
    }

    private void pull(Hold hold, long after) {
        add(TagKey.claim(hold.leaseMs(), 0), claim(Claim.Reason.PULL, after, hold));
    }

    private static byte[] claim(Claim.Reason reason, long after, @Nullable Hold hold) {
        return new Claim("node", reason, after, "camera", SETTINGS, Takeovers.NONE, hold, null).encode();
    }

    private void fence(long epoch) {
        add(TagKey.fence(epoch, false, 0), new byte[0]);
    }

    private void tags(long epoch, long first, int count) {
        add(TagKey.of(RecordKind.TAGS, epoch, first, count, 0), new byte[0]);
    }

    private void release(long epoch, long next) {
        add(new TagKey(RecordKind.TICK, TagKey.RELEASE, 0, epoch, next, 0), new byte[0]);
    }

    private void add(TagKey key, byte[] value) {
        log.add(new LogRecord(log.size(), key, value));
    }
}
