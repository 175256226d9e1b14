package io.weir.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The production code with one rule broken.
 *
 * @param name what is broken
 * @param module where its source lies, from the repository's root
 * @param type the full name of the class whose source is changed
 * @param text what must stand there exactly once
 * @param replacement what takes its place
 */
record Mutant(String name, String module, String type, String text, String replacement) {
    private static final Path ROOT = Path.of("../..");

    /** The changed source. */
    String source() {
        Path path = ROOT.resolve(module).resolve("src/main/java").resolve(type.replace('.', '/') + ".java");
        String source;
        try {
            source = Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int at = source.indexOf(text);
        if (at < 0 || source.indexOf(text, at + 1) >= 0) {
            throw new IllegalStateException(name + ": stands not exactly once in " + path + ": " + text);
        }
        return source.substring(0, at) + replacement + source.substring(at + text.length());
    }

    @Override
    public String toString() {
        return name;
    }
}
