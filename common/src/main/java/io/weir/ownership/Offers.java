package io.weir.ownership;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which processes can do a work now, such as pull cameras, in a map that each member has a copy of; members' attributes would do, but
 * stay as they are when a member joins. What this process says is what it wants the map to say, and {@link #repair} brings that about.
 */
final class Offers {
    private final ReplicatedMap<String, Boolean> map;
    private final String incarnation;
    private volatile boolean offered;

    Offers(ReplicatedMap<String, Boolean> map, String incarnation) {
        this.map = map;
        this.incarnation = incarnation;
    }

    /** Has others' offers told from now on. */
    void follow(ChangeListeners changes) {
        map.addEntryListener(new EntryAdapter<String, Boolean>() {
            @Override
            public void onEntryEvent(EntryEvent<String, Boolean> event) {
                changes.tell();
            }
        });
    }

    /** Whether this says something new; it counts from the next {@link #repair} on. */
    boolean offer(boolean able) {
        boolean isNew = able != offered;
        offered = able;
        return isNew;
    }

    /** Whether that process can, as far as is known here; of this one, what it has said. Returns at once. */
    boolean has(String process) {
        return process.equals(incarnation) ? offered : map.containsKey(process);
    }

    /**
     * Puts again what the cluster has lost of this process's, and removes what it has taken back. Waits for the cluster, and throws
     * what that throws.
     *
     * @param removeDead whether to remove as well what dead processes have left
     */
    void repair(Supplier<Set<String>> liveIncarnations, boolean removeDead) {
        boolean told = map.containsKey(incarnation);
        if (offered && !told) {
            map.put(incarnation, true);
        } else if (!offered && told) {
            map.remove(incarnation);
        }
        if (removeDead) {
            Set<String> dead = new HashSet<>(map.keySet());
            dead.removeAll(liveIncarnations.get()); // asked after the reading: who came meanwhile is alive
            dead.forEach(map::remove);
        }
    }
}
