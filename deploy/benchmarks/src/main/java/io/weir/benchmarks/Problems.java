package io.weir.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Why a run is not valid: the first few reasons, and how many there were. For any thread. */
final class Problems {
    private static final int MOST_KEPT = 5;

    private final List<String> kept = new ArrayList<>();
    private int more;

    synchronized void add(String problem) {
        if (kept.size() < MOST_KEPT) {
            kept.add(problem);
        } else {
            more++;
        }
    }

    void addAll(Collection<String> problems) {
        problems.forEach(this::add);
    }

    synchronized List<String> list() {
        List<String> all = new ArrayList<>(kept);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return all;
    }
}
