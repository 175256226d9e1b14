package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.Map;
import java.util.Set;

/**
 * The cluster's directory of streams and nodes. It tells and wakes; it decides nothing, for it is not safe across a
 * split. All methods are safe to call from any thread and return at once from what is known here; none blocks on the
 * network but {@link #announce} and {@link #withdraw}, which must not be called on an event loop.
 */
public interface Directory extends AutoCloseable {
    /** Says that this node publishes a stream; replaces what was said of it. */
    void announce(StreamName stream, StreamStatus status);

    /** Takes back what was announced, unless another epoch's status has replaced it. */
    void withdraw(StreamName stream, long epoch);

    /** The streams that are being published. */
    Map<StreamName, StreamStatus> streams();

    /** The names of the live members of a role. */
    Set<String> members(NodeRole role);

    /**
     * Says whether this node can pull cameras; until then it cannot. Others know soon, and are told again what they lose of
     * it. Returns at once.
     */
    void offerPulls(boolean able);

    /** The names of the live members that can pull cameras. */
    Set<String> pullers();

    /**
     * Says, likewise, that this node can cut streams.
     *
     * @param leaving those that it leaves to others
     */
    void offerCuts(Set<StreamName> leaving);

    /** The live members that can cut streams. */
    Cutters cutters();

    /** This member's name, unique in the cluster. */
    String self();

    /** Calls the listener, on a thread of the directory's, after streams or members have changed. */
    void onChange(Runnable listener);

    /** Leaves the cluster. */
    @Override
    void close();
}
