package io.weir.ingest.camera;

import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullRequest;
import io.weir.ingest.pull.TagSink;
import java.util.function.BooleanSupplier;

/** Connects a camera and reads until it is gone; blocks, never longer than a time-out. */
@FunctionalInterface
interface Connector {
    PullEnd run(PullRequest request, BooleanSupplier mayGoOn, TagSink sink);
}
