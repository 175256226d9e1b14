package io.weir.ingest.camera;

import io.weir.ingest.pull.PullEnd;
import io.weir.ingest.pull.PullRequest;
import io.weir.ingest.pull.TagSink;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/** Connects a camera and reads until it is gone; blocks, never longer than a time-out. */
@FunctionalInterface
interface Connector {
    /**
     * Runs one connection.
     *
     * @param held whether the camera may be connected; once it may not, nothing more is sent to it
     * @param goesOn whether to go on; once not, the camera is told that we go, and the connection is closed
     */
    PullEnd run(PullRequest request, BooleanSupplier held, BooleanSupplier goesOn, TagSink sink);

    /** The same; what it throws is an end too: a pull whose thread died would hold its camera for nobody. */
    default PullEnd runSafely(PullRequest request, BooleanSupplier held, BooleanSupplier goesOn, TagSink sink) {
        try {
            return run(request, held, goesOn, sink);
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(Connector.class).error("{}: a fault of the node's own", request, e);
            return new PullEnd(PullEnd.Cause.FAILED, "a fault of the node's own; its log says more");
        }
    }
}
