package io.weir.simulation;

import java.util.Map;
import java.util.TreeMap;

/** What befell, and how often, so that a simulation in which nothing happens is seen. */
public final class Befallen {
    private final Map<String, Integer> counts = new TreeMap<>();

    /** It befell once more. */
    public void note(String what) {
        note(what, 1);
    }

    /** It befell so often. */
    public void note(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    /** Whether it befell. */
    boolean has(String what) {
        return counts.containsKey(what);
    }

    void add(Befallen other) {
        other.counts.forEach(this::note);
    }

    /** How often, by what. */
    Map<String, Integer> counts() {
        return counts;
    }
}
