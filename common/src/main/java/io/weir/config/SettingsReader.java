package io.weir.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts settings together: command line before environment before file before default.
 *
 * <p>Every problem is found before any is told. An unknown key is a problem, with the nearest known one; so a misspelt
 * setting never passes for a default.
 */
public final class SettingsReader {
    /** Variables of that prefix that are no settings: the launcher's, the tests' failpoint, the command line's for a camera. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of("WEIR_JAVA_OPTS", "WEIR_FAILPOINT", "WEIR_CAMERA_PASSWORD");

    private static final String VARIABLE_PREFIX = "WEIR_";
    private static final int MAX_SHOWN_CHARS = 100;

    /** What Kubernetes and Docker links put into the environment of a pod beside a service called {@code weir...}. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("WEIR_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT|PORT_\\d+_(TCP|UDP)(_.+)?)");

    private final List<Key<?>> keys;
    private final Map<String, Key<?>> byName = new HashMap<>();
    private final Map<String, Key<?>> byVariable = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<Key<?>, String> needed = new TreeMap<>((a, b) -> a.name().compareTo(b.name()));

    private Map<String, String> commandLine = Map.of();
    private Map<String, String> environment = Map.of();
    private @Nullable Path file;

    public SettingsReader(List<Key<?>> keys) {
        this.keys = List.copyOf(keys);
        for (Key<?> key : keys) {
            byName.put(key.name(), key);
            byVariable.put(key.variable(), key);
        }
    }

    /** Texts by key name. */
    public SettingsReader commandLine(Map<String, String> texts) {
        commandLine = Map.copyOf(texts);
        return this;
    }

    /** The process's environment; only variables that begin with {@code WEIR_} are looked at. */
    public SettingsReader environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** The YAML file. */
    public SettingsReader file(Path path) {
        file = path;
        return this;
    }

    /**
     * Makes it a problem if the key is not set.
     *
     * @param why who needs it, such as {@code an ingest node keeps its streams there}
     */
    public SettingsReader require(Key<?> key, String why) {
        needed.put(key, why);
        return this;
    }

    /**
     * The settings.
     *
     * @throws ConfigException with every problem of every source
     */
    public Settings read() {
        problems.clear();
        Map<Key<?>, Given> given = new HashMap<>();
        if (file != null) {
            takeFile(file, given);
        }
        takeEnvironment(given);
        new TreeMap<>(commandLine).forEach((name, text) -> take(name, text, "the command line", given));

        Map<Key<?>, Object> values = new HashMap<>();
        Map<Key<?>, String> origins = new HashMap<>();
        for (Key<?> key : keys) {
            Given text = given.get(key);
            if (text != null) {
                origins.put(key, text.origin());
            } else if (key.defaultText() != null) {
                text = new Given(key.name(), key.defaultText(), "the default");
            } else {
                continue;
            }
            Object value = key.type().parse(text.text());
            if (value == null) {
                problems.add(key.spelling() + ": " + shown(key, text.text()) + " from " + text.origin() + " must be "
                        + key.type().rule());
            } else {
                values.put(key, value);
            }
        }
        needed.forEach((key, why) -> {
            if (key.defaultText() == null && !given.containsKey(key)) {
                problems.add(key.spelling() + " is not set: " + why);
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Settings(values, origins);
    }

    private void takeFile(Path path, Map<Key<?>, Given> given) {
        for (Given entry : YamlSource.read(path, problems)) {
            Key<?> key = byName.get(entry.name());
            Given earlier = key == null ? null : given.get(key);
            if (earlier != null) {
                problems.add(key + " stands twice: " + earlier.origin() + " and " + entry.origin());
            } else {
                take(entry.name(), entry.text(), entry.origin(), given);
            }
        }
    }

    private void takeEnvironment(Map<Key<?>, Given> given) {
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (!variable.startsWith(VARIABLE_PREFIX) || OTHER_VARIABLES.contains(variable)) {
                return;
            }
            Key<?> key = byVariable.get(variable);
            if (key != null) {
                if (!text.isEmpty()) { // compose files pass on what is not set as empty
                    given.put(key, new Given(key.name(), text, "the environment"));
                }
            } else if (!SERVICE_LINK.matcher(variable).matches()) {
                problems.add(variable + " in the environment is no setting of Weir's"
                        + hint(NearestName.of(variable, byVariable.keySet())));
            }
        });
    }

    private void take(String name, String text, String origin, Map<Key<?>, Given> given) {
        Key<?> key = byName.get(name);
        if (key != null) {
            given.put(key, new Given(name, text, origin));
        } else {
            problems.add(abridged(name) + " from " + origin + " is no setting of Weir's"
                    + hint(NearestName.of(name, byName.keySet())));
        }
    }

    private static String hint(@Nullable String nearest) {
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    private static String shown(Key<?> key, String text) {
        return key.isSecret() ? Secret.HIDDEN : "'" + abridged(text) + "'";
    }

    private static String abridged(String text) {
        return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "...";
    }
}
