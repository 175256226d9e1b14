package io.weir.config;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the name that a misspelt one was meant to be. */
final class NearestName {
    /** Longer names are not compared: the table of distances would be large, and no key is as long. */
    private static final int MAX_NAME_CHARS = 100;

    private NearestName() {}

    /** The known name that goes on from this one, or that is at the smallest edit distance; null if none is near. */
    static @Nullable String of(String name, Collection<String> known) {
        if (name.length() > MAX_NAME_CHARS) {
            return null;
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        String nearest = null;
        int least = Math.max(2, name.length() / 3) + 1;
        for (String candidate : new TreeSet<>(known)) { // sorted, so that ties are told alike each time
            String lower = candidate.toLowerCase(Locale.ROOT);
            int distance = lower.startsWith(wanted) ? 0 : distance(wanted, lower);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance: characters put in, taken out or replaced. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
