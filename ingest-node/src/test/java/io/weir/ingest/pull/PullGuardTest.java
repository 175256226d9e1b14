package io.weir.ingest.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.ingest.pull.PullEnd.Cause;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullGuardTest {
    private long nowMs = -5_000;
    private boolean held = true;
    private boolean wanted = true;
    private final PullGuard guard = new PullGuard(() -> held, () -> wanted, () -> TimeUnit.MILLISECONDS.toNanos(nowMs));

    @Test
    void mustEnd_afterTheTimeAllowed_endsForThatReason() {
        guard.allow(1_000);
        nowMs += 999;
        assertThat(guard.mustEnd()).isFalse();
        nowMs += 1;
        assertThat(guard.mustEnd()).isTrue();
        assertThat(guard.reason()).isEqualTo(PullGuard.Reason.TIMED_OUT);
        guard.allow(1_000);
        assertThat(guard.mustEnd()).as("what has ended stays so").isTrue();
    }

    @Test
    void sayGoodbye_afterStop_leavesAMoment() {
        guard.allow(1_000);
        guard.stop();
        assertThat(guard.mustEnd()).isTrue();
        guard.sayGoodbye();
        assertThat(guard.mustEnd()).isFalse();
        nowMs += 500;
        assertThat(guard.mustEnd()).isTrue();
        assertThat(guard.reason()).isEqualTo(PullGuard.Reason.STOPPED);
    }

    @Test
    void sayGoodbye_notToGoOn_leavesAMomentUntilItIsNotHeld() {
        guard.allow(1_000);
        wanted = false;
        assertThat(guard.mustEnd()).isTrue();
        guard.sayGoodbye();
        assertThat(guard.mustEnd()).isFalse();
        held = false;
        assertThat(guard.mustEnd()).isTrue();
        assertThat(guard.reason()).isEqualTo(PullGuard.Reason.STOPPED);
    }

    @Test
    void sayGoodbye_whenNotHeld_leavesNone() {
        guard.allow(1_000);
        held = false;
        assertThat(guard.mustEnd()).isTrue();
        guard.sayGoodbye();
        assertThat(guard.mustEnd()).isTrue();
        assertThat(Failure.of(-1, guard, true, 1).cause()).isEqualTo(Cause.STOPPED);
    }

    @Test
    void redirected_ends_goodbyeIncluded() {
        guard.allow(1_000);
        guard.redirected();
        assertThat(guard.mustEnd()).isTrue();
        guard.sayGoodbye();
        assertThat(guard.mustEnd()).isTrue();
        assertThat(Failure.of(-1, guard, false, 1).cause()).isEqualTo(Cause.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHORIZED",
        "403, FORBIDDEN",
        "404, NOT_FOUND",
        "453, BUSY",
        "503, BUSY",
        "429, BUSY",
        "461, UNSUPPORTED",
        "454, FAILED",
        "500, FAILED"
    })
    void failure_ofAStatus_hasItsCause(int status, Cause cause) {
        guard.answered(status, false);
        assertThat(Failure.of(-1, guard, false, 1).cause()).isEqualTo(cause);
        assertThat(Failure.of(-104, guard, true, 1).cause()).as("an old status").isEqualTo(Cause.CLOSED);
    }

    @ParameterizedTest
    @CsvSource({
        "-111, REFUSED",
        "-113, UNREACHABLE",
        "-101, UNREACHABLE",
        "-110, TIMEOUT",
        "-104, CLOSED",
        "-22, FAILED"
    })
    void failure_ofAnError_hasItsCause(int error, Cause cause) {
        assertThat(Failure.of(error, guard, false, 1).cause()).isEqualTo(cause);
    }
}
