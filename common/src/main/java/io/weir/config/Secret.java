package io.weir.config;

/** A value that shows itself to nobody who does not ask for it by name. */
public final class Secret {
    /** What stands where a secret would be shown. */
    public static final String HIDDEN = "********";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, for a peer that must have it; never for a log, a metric or an answer. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** {@link #HIDDEN}. */
    @Override
    public String toString() {
        return HIDDEN;
    }
}
