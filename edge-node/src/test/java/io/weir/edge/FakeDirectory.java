package io.weir.edge;

import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.NodeRole;
import io.weir.ownership.StreamStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A directory of one member. */
final class FakeDirectory implements Directory {
    private final Map<StreamName, StreamStatus> streams = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    void publish(StreamName stream, long sinceMs) {
        announce(stream, new StreamStatus(self(), 1, "192.0.2.1:40000", sinceMs));
    }

    @Override
    public void announce(StreamName stream, StreamStatus status) {
        streams.put(stream, status);
        listeners.forEach(Runnable::run);
    }

    @Override
    public void withdraw(StreamName stream, long epoch) {
        streams.remove(stream);
        listeners.forEach(Runnable::run);
    }

    @Override
    public Map<StreamName, StreamStatus> streams() {
        return Map.copyOf(streams);
    }

    @Override
    public Set<String> members(NodeRole role) {
        return Set.of(self());
    }

    @Override
    public void offerPulls(boolean able) {}

    @Override
    public Set<String> pullers() {
        return Set.of();
    }

    @Override
    public String self() {
        return "fake";
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {}
}
