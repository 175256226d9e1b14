package io.weir.runtime;

/** Why Weir cannot start, in words for an operator: what is wrong, and which setting or deed mends it. */
public final class StartupException extends RuntimeException {
    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
