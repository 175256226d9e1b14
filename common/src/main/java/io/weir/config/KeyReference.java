package io.weir.config;

import java.util.List;

/** Writes the reference of all settings, {@code docs/configuration.md}. */
final class KeyReference {
    private static final String HEAD = """
            # Settings

            <!-- Written by KeyReference; a test fails when it differs from the code. Do not edit by hand. -->

            Each setting can be given on the command line (`--rtmp.port 1936`), in the environment
            (`WEIR_RTMP_PORT=1936`) and in the YAML file named by `--config`. The command line counts before the
            environment, the environment before the file, the file before the default. In the file, keys may be nested or
            written in one:

            ```yaml
            rtmp:
              port: 1936
            segment.duration: 2s
            hazelcast.members: [10.0.0.1, 10.0.0.2]
            ```

            A key that Weir does not know is refused, and so is a variable that begins with `WEIR_` and is none of these.
            All problems are told at once. An empty variable counts as not set. A time is a whole number with `ms`, `s`, `m`, `h` or `d`; a size a whole number
            with `B`, `KB`, `MB`, `GB`, `TB` (powers of 1000) or `KiB`, `MiB`, `GiB`, `TiB` (powers of 1024); elements of
            a list are separated by commas, or are a YAML sequence. Values marked as secret are never shown.

            | key | environment | default | must be | meaning |
            |---|---|---|---|---|
            """;

    private KeyReference() {}

    static String markdown(List<Key<?>> keys) {
        StringBuilder page = new StringBuilder(HEAD);
        for (Key<?> key : keys) {
            page.append("| `%s` | `%s` | %s | %s | %s |%n"
                    .formatted(key.name(), key.variable(), defaultOf(key), ruleOf(key), key.description())
                    .replace(System.lineSeparator(), "\n"));
        }
        return page.toString();
    }

    private static String defaultOf(Key<?> key) {
        String text = key.defaultText();
        if (text == null) {
            return "not set";
        }
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    private static String ruleOf(Key<?> key) {
        return key.isSecret() ? key.type().rule() + " (secret)" : key.type().rule();
    }
}
