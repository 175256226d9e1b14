package io.weir.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Places at which a test can end the process as kill -9 does. The environment variable {@code WEIR_FAILPOINT}, such as
 * {@code segmenter.after-put:3}, names one and how often it is passed before it ends the process; without it nothing here
 * does anything.
 */
public final class Failpoint {
    private static final int EXIT_CODE = 137;
    private static final @Nullable String NAME;
    private static int passes;

    static {
        String setting = System.getenv("WEIR_FAILPOINT");
        int colon = setting == null ? -1 : setting.lastIndexOf(':');
        NAME = setting == null || colon < 0 ? setting : setting.substring(0, colon);
        passes = setting == null || colon < 0 ? 1 : Integer.parseInt(setting.substring(colon + 1));
    }

    private Failpoint() {}

    /** Ends the process if this is the place and the time; runs no shutdown hook. */
    public static void pass(String name) {
        if (name.equals(NAME)) {
            count();
        }
    }

    private static synchronized void count() {
        if (--passes <= 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
