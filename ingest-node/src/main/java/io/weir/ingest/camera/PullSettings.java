package io.weir.ingest.camera;

import io.weir.camera.SourceTest;
import io.weir.ingest.pull.AddressPolicy;
import java.time.Duration;

/**
 * How a node pulls cameras.
 *
 * @param lease for which nothing may be heard of who holds a camera before another node may take it
 * @param idle after which a camera on demand sleeps if nobody has watched it
 * @param addresses where cameras may be
 */
public record PullSettings(Duration lease, Duration idle, AddressPolicy addresses) {
    /** Of a lease, for how long a process may stand still: one part in so many. */
    private static final int WATCHDOG_SHARE = 4;

    /** Also of a long lease: a process that freezes while it tests a source is dead before the test is taken for over. */
    private static final Duration MAX_SILENCE = Duration.ofMillis(SourceTest.OVER_AFTER_MS - SourceTest.CONNECTED_MS)
            .minusSeconds(5);

    /** For how long this process may stand still before it is killed. */
    Duration watchdogSilence() {
        Duration share = lease.dividedBy(WATCHDOG_SHARE);
        return share.compareTo(MAX_SILENCE) < 0 ? share : MAX_SILENCE;
    }
}
