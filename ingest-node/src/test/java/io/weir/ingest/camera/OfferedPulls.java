package io.weir.ingest.camera;

import io.weir.name.StreamName;
import io.weir.ownership.Directory;
import io.weir.ownership.NodeRole;
import io.weir.ownership.StreamStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One node's place in a directory of ingest nodes, some of which say that they can pull cameras. */
final class OfferedPulls implements Directory {
    static final String SELF = "self";
    static final String OTHER = "other";

    private final Set<String> pullers = ConcurrentHashMap.newKeySet();

    /** The other node's word. */
    void otherOffers(boolean able) {
        offer(OTHER, able);
    }

    private void offer(String node, boolean able) {
        if (able) {
            pullers.add(node);
        } else {
            pullers.remove(node);
        }
    }

    @Override
    public void offerPulls(boolean able) {
        offer(SELF, able);
    }

    @Override
    public Set<String> pullers() {
        return Set.copyOf(pullers);
    }

    @Override
    public Set<String> members(NodeRole role) {
        return Set.of(SELF, OTHER);
    }

    @Override
    public void announce(StreamName stream, StreamStatus status) {}

    @Override
    public void withdraw(StreamName stream, long epoch) {}

    @Override
    public Map<StreamName, StreamStatus> streams() {
        return Map.of();
    }

    @Override
    public String self() {
        return SELF;
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void close() {}
}
