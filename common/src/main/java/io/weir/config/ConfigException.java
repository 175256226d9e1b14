package io.weir.config;

import java.util.List;

/** Settings that cannot stand; holds every problem, for its reader wants to mend them in one go. */
public final class ConfigException extends RuntimeException {
    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each: the key, its value, where that came from, and the rule it breaks. */
    public List<String> problems() {
        return problems;
    }
}
