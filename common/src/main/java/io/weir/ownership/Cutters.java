package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The live members that can cut streams, as one member knows them.
 *
 * @param leaving by name, the streams that each of them leaves to the others
 */
public record Cutters(Map<String, Set<StreamName>> leaving) {
    /** Nobody. */
    public static final Cutters NONE = new Cutters(Map.of());

    public Cutters {
        Map<String, Set<StreamName>> copy = new HashMap<>();
        leaving.forEach((name, streams) -> copy.put(name, Set.copyOf(streams)));
        leaving = Map.copyOf(copy);
    }

    /** Members that cut whatever falls to them. */
    public static Cutters of(Collection<String> names) {
        Map<String, Set<StreamName>> leaving = new HashMap<>();
        names.forEach(name -> leaving.put(name, Set.of()));
        return new Cutters(leaving);
    }

    /** Who cuts the stream: of those who do not leave it, the one that it falls to; null if there is none. */
    public @Nullable String owner(StreamName stream) {
        Set<String> candidates = leaving.keySet();
        if (leaving.values().stream().anyMatch(left -> left.contains(stream))) {
            candidates = new HashSet<>(candidates);
            candidates.removeIf(name -> leaving.getOrDefault(name, Set.of()).contains(stream));
        }
        return RendezvousAssigner.owner(stream, candidates);
    }
}
