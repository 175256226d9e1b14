package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.Hold;
import io.weir.log.PinnedSettings;
import org.jspecify.annotations.Nullable;

/**
 * Who claims a stream.
 *
 * @param stream for the log
 * @param node its name in the cluster
 * @param publisher the peer that pushes, as {@code host:port}, or the camera
 * @param settings what shapes the stream's segments
 * @param hold of who pulls from a camera; null for others
 * @param silence of a stream that is reaped; null for others
 * @param id tells this writer's claims from others'; drawn by lot
 */
record Claimant(
        String stream,
        String node,
        String publisher,
        PinnedSettings settings,
        @Nullable Hold hold,
        @Nullable Silence silence,
        long id) {

    /**
     * What was seen of a stream's log whose node is gone.
     *
     * @param end its end
     * @param lengthMs for how long it has been that, by the clock of who watched
     */
    record Silence(long end, long lengthMs) {}

    /** Why it claims first. */
    Claim.Reason reason() {
        if (silence != null) {
            return Claim.Reason.REAP;
        }
        return hold == null ? Claim.Reason.PUSH : Claim.Reason.PULL;
    }

    /** The value of its TICKs. */
    byte[] tick() {
        return hold == null ? new byte[0] : hold.encode();
    }
}
