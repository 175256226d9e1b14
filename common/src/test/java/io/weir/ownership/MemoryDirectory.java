package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** One node's place in a cluster whose other members the test says. */
public class MemoryDirectory implements Directory {
    private final String self;
    private final Set<String> members;
    private final Set<String> pullers = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<StreamName>> cutters = new ConcurrentHashMap<>();
    private final Map<StreamName, StreamStatus> streams = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A cluster of these members, each of every role. */
    public MemoryDirectory(String self, String... others) {
        this.self = self;
        this.members = ConcurrentHashMap.newKeySet();
        members.add(self);
        members.addAll(List.of(others));
    }

    /** A member is gone, with what it said. */
    public void remove(String member) {
        members.remove(member);
        pullers.remove(member);
        cutters.remove(member);
        streams.values().removeIf(status -> status.ingestNode().equals(member));
        tell();
    }

    /** A member's word whether it can pull. */
    public void offer(String member, boolean able) {
        if (able ? pullers.add(member) : pullers.remove(member)) {
            tell();
        }
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void announce(StreamName stream, StreamStatus status) {
        streams.put(stream, status);
        tell();
    }

    @Override
    public void withdraw(StreamName stream, long epoch) {
        streams.remove(stream);
        tell();
    }

    @Override
    public Map<StreamName, StreamStatus> streams() {
        return Map.copyOf(streams);
    }

    @Override
    public Set<String> members(NodeRole role) {
        return Set.copyOf(members);
    }

    @Override
    public void offerPulls(boolean able) {
        offer(self, able);
    }

    @Override
    public Set<String> pullers() {
        return Set.copyOf(pullers);
    }

    @Override
    public void offerCuts(Set<StreamName> leaving) {
        if (!leaving.equals(cutters.put(self, leaving))) {
            tell();
        }
    }

    @Override
    public Cutters cutters() {
        return new Cutters(cutters);
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {}
}
