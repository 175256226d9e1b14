package io.weir.ownership;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which processes can do a work now, such as pull cameras, and what each says of it, in a map that each member has a copy of;
 * members' attributes would do, but stay as they are when a member joins. What this process says is what it wants the map to say,
 * and {@link #repair} brings that about.
 */
final class Offers {
    private final ReplicatedMap<String, String> map;
    private final String incarnation;
    private volatile @Nullable String offered;

    Offers(ReplicatedMap<String, String> map, String incarnation) {
        this.map = map;
        this.incarnation = incarnation;
    }

    /** Has others' offers told from now on. */
    void follow(ChangeListeners changes) {
        map.addEntryListener(new EntryAdapter<String, String>() {
            @Override
            public void onEntryEvent(EntryEvent<String, String> event) {
                changes.tell();
            }
        });
    }

    /**
     * Says whether this process can do the work; it counts from the next {@link #repair} on.
     *
     * @param said of it; null if it cannot
     * @return whether that is new
     */
    boolean offer(@Nullable String said) {
        boolean isNew = !Objects.equals(said, offered);
        offered = said;
        return isNew;
    }

    /**
     * What each of the members that can says of it, by name, as far as is known here; of this one, what it has said. Returns
     * at once.
     */
    Map<String, String> byName(Set<Member> members) {
        Map<String, String> all = new HashMap<>();
        for (Member member : members) {
            String process = HazelcastDirectory.attribute(member, HazelcastConfig.INCARNATION_ATTRIBUTE);
            String said = process.equals(incarnation) ? offered : map.get(process);
            if (said != null) {
                all.put(HazelcastDirectory.attribute(member, HazelcastConfig.NAME_ATTRIBUTE), said);
            }
        }
        return Map.copyOf(all);
    }

    /**
     * Puts again what the cluster has lost of this process's, and removes what it has taken back. Waits for the cluster, and
     * throws what that throws.
     *
     * @param removeDead whether to remove as well what dead processes have left
     */
    void repair(Supplier<Set<String>> liveIncarnations, boolean removeDead) {
        String wanted = offered;
        String told = map.get(incarnation);
        if (wanted != null && !wanted.equals(told)) {
            map.put(incarnation, wanted);
        } else if (wanted == null && told != null) {
            map.remove(incarnation);
        }
        if (removeDead) {
            Set<String> dead = new HashSet<>(map.keySet());
            dead.removeAll(liveIncarnations.get()); // asked after the reading: who came meanwhile is alive
            dead.forEach(map::remove);
        }
    }
}
