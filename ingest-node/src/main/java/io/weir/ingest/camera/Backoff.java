package io.weir.ingest.camera;

import java.util.random.RandomGenerator;

/**
 * How long to wait before a camera is connected again: from one second, twice as long each time, to a minute, and by lot
 * between half of that and all of it, so that cameras that went together do not come together. Only a connection that has
 * brought media for half a minute begins it anew: one that is accepted and dropped at once does not.
 *
 * <p>It spares cameras that answer. Where nobody answers nobody is spared, so there the pause is short: who watches is to see
 * the camera as soon as it is back.
 */
final class Backoff {
    static final long FIRST_MS = 1_000;
    static final long MAX_MS = 60_000;
    static final long ABSENT_MAX_MS = 3_000;
    static final long RESET_AFTER_MS = 30_000;

    private final RandomGenerator random;
    private long nextMs = FIRST_MS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The pause after a connection is over, ms.
     *
     * @param mediaMs for how long it brought media
     * @param absent whether nobody was there to be connected
     */
    long pauseMs(long mediaMs, boolean absent) {
        if (mediaMs >= RESET_AFTER_MS) {
            nextMs = FIRST_MS;
        }
        long maxMs = absent ? ABSENT_MAX_MS : MAX_MS;
        long longest = Math.min(nextMs, maxMs);
        nextMs = Math.max(nextMs, Math.min(2 * longest, maxMs));
        return longest / 2 + random.nextLong(longest / 2 + 1);
    }
}
