package io.weir.ingest.publish;

import io.weir.log.PinnedSettings;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Nodes for tests of publications. */
final class TestNodes {
    private TestNodes() {}

    /** A node on the test's loop and clock, that has room for everything and finds nobody dead. */
    static PublishingNode on(ManualLoop loop, long lingerMs) {
        return new PublishingNode(
                "node",
                new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION),
                lingerMs,
                new NodeBuffer(Long.MAX_VALUE, Long.MAX_VALUE),
                loop,
                hold -> CompletableFuture.completedFuture(false),
                new Random(1)::nextLong,
                loop::nowMs,
                () -> loop.nowMs() * 1_000_000);
    }
}
