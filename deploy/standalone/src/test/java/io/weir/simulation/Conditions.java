package io.weir.simulation;

import java.util.Random;

/** How things are for what segmenters use: whether anything fails, and how long it takes. */
public final class Conditions {
    private static final int MAX_DELAY_MS = 6_000;

    private final Random random;
    private boolean healed;

    Conditions(Random random) {
        this.random = random;
    }

    /** From now on nothing fails, and all is quick. */
    void heal() {
        healed = true;
    }

    boolean healed() {
        return healed;
    }

    /** A number less than 100 that says what becomes of something; 50 once all is well. */
    int fate() {
        return healed ? 50 : random.nextInt(100);
    }

    /** How long something takes, ms. */
    long delayMs(int usualMs) {
        return !healed && random.nextInt(25) == 0 ? random.nextInt(MAX_DELAY_MS) : 1 + random.nextInt(usualMs);
    }
}
