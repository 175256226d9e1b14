package io.weir.ingest.publish;

import io.weir.log.PinnedSettings;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What the publications of a node share.
 *
 * @param name the node's in the cluster
 * @param settings what shapes the segments of the streams published here
 * @param lingerMs how long a stream whose publisher has left may be taken up again before it ends
 * @param buffer what they hold together
 * @param loop their one thread
 * @param holderProbe tells of other nodes' processes whether they live
 * @param ids for writers, drawn by lot
 * @param wallClockMs for records, and for people
 * @param nanoTime for durations
 */
record PublishingNode(
        String name,
        PinnedSettings settings,
        long lingerMs,
        NodeBuffer buffer,
        ScheduledExecutorService loop,
        HolderProbe holderProbe,
        LongSupplier ids,
        LongSupplier wallClockMs,
        LongSupplier nanoTime) {

    /** Milliseconds of a clock that only goes forward. */
    long monotonicMs() {
        return nanoTime.getAsLong() / 1_000_000;
    }

    long wallMs() {
        return wallClockMs.getAsLong();
    }
}
