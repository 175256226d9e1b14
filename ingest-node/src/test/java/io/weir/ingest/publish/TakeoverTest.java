package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Encoders that take one stream from each other, on nodes that know each other by the log alone. */
class TakeoverTest {
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);

    private final ManualLoop loop = new ManualLoop();
    private final PausableLog log = new PausableLog();
    private final List<Push> pushes = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();

    @AfterEach
    void nothingWasThrown() {
        assertThat(faults).isEmpty();
    }

    private final class Push implements EpochWriter.Listener {
        final EpochWriter writer;
        int opened;
        boolean silent;

        @Nullable
        String left;

        Push() {
            PublicationLoop guarded = new PublicationLoop(loop, faults::add);
            Claimant claimant =
                    new Claimant("app/cam", "node" + pushes.size(), "peer", SETTINGS, null, null, pushes.size());
            writer = new EpochWriter(
                    claimant,
                    log,
                    new NodeBuffer(Long.MAX_VALUE, Long.MAX_VALUE),
                    guarded,
                    loop::nowMs,
                    loop::nowMs,
                    hold -> CompletableFuture.completedFuture(false),
                    this);
            writer.open();
        }

        boolean isPublishing() {
            return opened > 0 && left == null;
        }

        @Override
        public void onOpened(long epoch, long fencedMs) {
            opened++;
        }

        @Override
        public void onReleased(int bytes) {}

        @Override
        public void onEnd() {}

        @Override
        public void onLeft(String cause) {
            left = cause;
        }
    }

    /** A new publisher; those that publish send on until it has its answer, and a little longer. */
    private Push push() {
        Push push = new Push();
        pushes.add(push);
        pass(3_000);
        return push;
    }

    private void pass(long ms) {
        for (long left = ms; left > 0; left -= 100) {
            loop.advance(100);
            for (Push push : pushes) {
                if (push.isPublishing() && !push.silent) {
                    push.writer.write(new LogEntry(RecordKind.TAGS, 1, loop.nowMs(), new byte[10]));
                }
            }
            loop.runAll();
        }
    }

    private Push takenThreeTimes() {
        for (int i = 0; i < 4; i++) {
            assertThat(push().isPublishing()).as("push %d", i).isTrue();
        }
        assertThat(pushes.get(2).left).isEqualTo(EpochClaim.TAKEN);
        return pushes.get(3);
    }

    @Test
    void push_afterThreeTakeoversInAMinute_isRefusedSayingWhyAndWhen() {
        Push incumbent = takenThreeTimes();
        Push newcomer = push();
        assertThat(newcomer.opened).isZero();
        assertThat(newcomer.left)
                .isEqualTo("app/cam was taken over 3 times within 60 s, so its publisher stays:"
                        + " publish again in 25 s, and see that no other encoder publishes it");
        assertThat(incumbent.isPublishing()).isTrue();
        assertThat(log.records)
                .filteredOn(record -> record.key().kind() == RecordKind.CLAIM)
                .hasSize(4);
    }

    @Test
    void push_whenTheStayIsOver_takesTheStreamAndTheNextStays() {
        Push incumbent = takenThreeTimes();
        pass(27_000);
        Push newcomer = push();
        assertThat(newcomer.isPublishing()).isTrue();
        assertThat(incumbent.left).isEqualTo(EpochClaim.TAKEN);
        assertThat(push().isPublishing()).as("a fifth takeover at once").isFalse();
        assertThat(newcomer.isPublishing()).isTrue();
    }

    @Test
    void push_incumbentSendsNothing_takesTheStream() {
        Push incumbent = takenThreeTimes();
        incumbent.silent = true;
        assertThat(push().isPublishing()).isTrue();
    }

    @Test
    void push_retentionHasTakenTheWholeLog_takesTheStream() {
        push().silent = true;
        log.begin = log.records.size();

        assertThat(push().isPublishing()).isTrue();
    }

    @Test
    void push_takeoversWithTimeBetween_newestWinsAlways() {
        for (int i = 0; i < 8; i++) {
            assertThat(push().isPublishing()).isTrue();
            pass(28_000);
        }
    }

    @Test
    void push_publisherHadLeftEachTime_isNoTakeover() {
        for (int i = 0; i < 8; i++) {
            Push push = push();
            assertThat(push.isPublishing()).isTrue();
            push.silent = true;
            push.writer.write(LogEntry.gap(0, loop.nowMs(), "the publisher has stopped"));
            loop.runAll();
        }
    }

    @Test
    void push_incumbentHasClaimedAgainSince_takeoversAreStillKnown() {
        Push incumbent = takenThreeTimes();
        log.goAway();
        pass(500);
        log.timeOut();
        loop.runAll();
        log.comeBack();
        pass(1_500);
        assertThat(incumbent.opened).isEqualTo(2);
        assertThat(push().opened).isZero();
        assertThat(incumbent.isPublishing()).isTrue();
    }

    /** A newcomer's CLAIM has landed; it gave up before its fence. */
    private long claimThatNeverFences() {
        return log.append(TagKey.claim(4_711, 0), new byte[] {1}).join();
    }

    /** What the publishers send meanwhile times out, and then may be written again. */
    private void failSends() {
        log.goAway();
        pass(500);
        log.timeOut();
        loop.runAll();
        log.comeBack();
        pass(1_500);
    }

    @Test
    void recover_aClaimStandsThatMayStillFence_leaves() {
        Push incumbent = push();
        claimThatNeverFences();
        pass(5_000);
        failSends();

        assertThat(incumbent.left).isEqualTo(EpochClaim.TAKEN);
    }

    @Test
    void recover_aClaimHasNotFencedForLong_goesOn() {
        Push incumbent = push();
        claimThatNeverFences();
        pass(EpochWriter.CONTEST_MS + 1_000);
        failSends();

        assertThat(incumbent.left).isNull();
        assertThat(incumbent.opened).isEqualTo(2);
    }

    @Test
    void recover_aClaimThatWasForgottenFencesMeanwhile_leaves() {
        Push incumbent = push();
        long claim = claimThatNeverFences();
        pass(EpochWriter.CONTEST_MS + 1_000);
        log.goAway();
        pass(500);
        log.timeOut();
        log.comeBack();
        log.append(TagKey.fence(claim, false, 0), new byte[0]);
        pass(1_500);

        assertThat(incumbent.left).isEqualTo(EpochClaim.TAKEN);
    }

    @Test
    void push_claimsOfAnUnknownForm_takesTheStream() {
        log.append(TagKey.claim(1, 0), new byte[] {1, 2, 3});
        log.append(TagKey.fence(0, false, 0), new byte[0]);
        assertThat(push().isPublishing()).isTrue();
    }
}
