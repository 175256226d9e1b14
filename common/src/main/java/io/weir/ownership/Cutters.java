package io.weir.ownership;

import io.weir.name.StreamName;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The live members that can cut streams, as one member knows them.
 *
 * @param leaving by name, the streams that each of them leaves to the others
 */
public record Cutters(Map<String, Set<StreamName>> leaving) {
    /** Nobody. */
    public static final Cutters NONE = new Cutters(Map.of());

    private static final String SEPARATOR = " ";

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

    /** Members by name, with what {@link #text} gave of what each leaves. */
    static Cutters of(Map<String, String> said) {
        Map<String, Set<StreamName>> leaving = new HashMap<>();
        said.forEach((name, text) -> leaving.put(
                name,
                Arrays.stream(text.split(SEPARATOR))
                        .map(StreamName::parse)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet())));
        return new Cutters(leaving);
    }

    /** The names of streams in one text. */
    static String text(Set<StreamName> leaving) {
        return leaving.stream().map(StreamName::toString).sorted().collect(Collectors.joining(SEPARATOR));
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
