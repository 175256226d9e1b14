package io.weir.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configured aliases; the first that matches counts. */
final class Aliases {
    private static final int MAX_ALIASES = 32;

    private final List<Alias> aliases;

    private Aliases(List<Alias> aliases) {
        this.aliases = aliases;
    }

    /**
     * Reads {@code http.aliases}.
     *
     * @throws IllegalArgumentException that says all that is wrong with them, in one sentence each
     */
    static Aliases parse(List<String> texts) {
        List<String> problems = new ArrayList<>();
        List<Alias> aliases = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        if (texts.size() > MAX_ALIASES) {
            problems.add("there are more than " + MAX_ALIASES);
        }
        for (String text : texts) {
            try {
                aliases.add(Alias.parse(text));
                if (!seen.add(text)) {
                    problems.add("\"" + text + "\" is there twice");
                }
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("http.aliases: " + String.join("; ", problems));
        }
        return new Aliases(List.copyOf(aliases));
    }

    /** What a path asks by an alias; null if none matches. */
    @Nullable
    Wanted match(List<String> path) {
        for (Alias alias : aliases) {
            Wanted wanted = alias.match(path);
            if (wanted != null) {
                return wanted;
            }
        }
        return null;
    }
}
