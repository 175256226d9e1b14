package io.weir.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting that can be given on the command line, in the environment and in the file.
 *
 * @param name lower case words with {@code .} and {@code -}, such as {@code rtmp.port}
 * @param type how its text is read
 * @param defaultText the text that stands if none is given, in the type's form; null if it is then not set
 * @param description one line for the reference, without a full stop
 */
public record Key<T>(
        String name, ValueType<T> type, @Nullable String defaultText, String description) {
    private static final String VARIABLE_PREFIX = "WEIR_";

    static <T> Key<T> of(String name, ValueType<T> type, String defaultText, String description) {
        return new Key<>(name, type, defaultText, description);
    }

    static <T> Key<T> unset(String name, ValueType<T> type, String description) {
        return new Key<>(name, type, null, description);
    }

    /** The environment variable of the same meaning: {@code rtmp.port} is {@code WEIR_RTMP_PORT}. */
    public String variable() {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Whether its value must never be shown. */
    public boolean isSecret() {
        return type.equals(ValueType.SECRET) || type.equals(ValueType.URL_SECRET);
    }

    /** How both spellings are shown to people: {@code rtmp.port (WEIR_RTMP_PORT)}. */
    public String spelling() {
        return name + " (" + variable() + ")";
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
