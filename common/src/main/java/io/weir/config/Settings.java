package io.weir.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The value of every key, read and checked. Immutable. */
public final class Settings {
    private final Map<Key<?>, Object> values;
    private final Map<Key<?>, String> origins;

    Settings(Map<Key<?>, Object> values, Map<Key<?>, String> origins) {
        this.values = Map.copyOf(values);
        this.origins = Map.copyOf(origins);
    }

    /**
     * Settings from texts alone, all other keys at their defaults; what tests and benchmarks need.
     *
     * @throws ConfigException if a text breaks its key's rule
     */
    public static Settings of(Map<String, String> texts) {
        return new SettingsReader(Keys.ALL).commandLine(texts).read();
    }

    /**
     * The value of a key that has a default or was required when the settings were read.
     *
     * @throws IllegalStateException if it is not set
     */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException(key + " is not set"));
    }

    /** The value, or empty if the key is not set. */
    @SuppressWarnings("unchecked") // the reader and with() put only what the key's type has made
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** Whether somebody gave the key, rather than its default. */
    public boolean isGiven(Key<?> key) {
        return origins.containsKey(key);
    }

    /** The same settings with one value replaced. */
    public <T> Settings with(Key<T> key, T value) {
        Map<Key<?>, Object> replaced = new HashMap<>(values);
        replaced.put(key, value);
        Map<Key<?>, String> origin = new HashMap<>(origins);
        origin.put(key, "Weir itself");
        return new Settings(replaced, origin);
    }

    /** Each set key with its value, secrets hidden. */
    @Override
    public String toString() {
        return new java.util.TreeMap<>(values.entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                entry -> entry.getKey().name(), Map.Entry::getValue)))
                .toString();
    }
}
