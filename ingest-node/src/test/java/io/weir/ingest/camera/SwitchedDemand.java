package io.weir.ingest.camera;

import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import java.util.function.Consumer;

/** Somebody wants all streams, or nobody any. */
final class SwitchedDemand implements Demand {
    volatile boolean wanted;

    @Override
    public void want(StreamName stream) {
        wanted = true;
    }

    @Override
    public long unwantedMs(StreamName stream) {
        return wanted ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void onWanted(Consumer<StreamName> listener) {}
}
