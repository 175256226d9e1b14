package io.weir.edge;

import io.weir.name.StreamName;
import io.weir.ownership.Demand;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Writes down what is wanted. */
final class FakeDemand implements Demand {
    final List<StreamName> wanted = new CopyOnWriteArrayList<>();

    @Override
    public void want(StreamName stream) {
        wanted.add(stream);
    }

    @Override
    public long unwantedMs(StreamName stream) {
        return wanted.contains(stream) ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void onWanted(Consumer<StreamName> listener) {}
}
