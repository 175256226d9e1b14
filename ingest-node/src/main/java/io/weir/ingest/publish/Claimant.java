package io.weir.ingest.publish;

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
 * @param hold of who pulls from a camera; null for a push
 * @param id tells this writer's claims from others'; drawn by lot
 */
record Claimant(
        String stream,
        String node,
        String publisher,
        PinnedSettings settings,
        @Nullable Hold hold,
        long id) {
    /** The value of its TICKs. */
    byte[] tick() {
        return hold == null ? new byte[0] : hold.encode();
    }
}
