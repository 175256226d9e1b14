package io.weir.cut;

/** How time without media is told: by EXT-X-GAP entries of a target duration each, once that much has passed. */
final class Silence {
    /** The most entries that one TICK makes; beyond it time is passed over. */
    private static final int MAX_GAPS = 20;

    private Silence() {}

    /**
     * Where the first gap begins that a TICK tells of.
     *
     * @param endMs where the last entry ends
     * @param tickMs the TICK's wall clock
     */
    static long beginsMs(long endMs, long tickMs, int gapMs) {
        return Math.max(endMs, tickMs - (long) MAX_GAPS * gapMs);
    }

    /** Whether a whole gap has passed. */
    static boolean holds(long fromMs, long tickMs, int gapMs) {
        return tickMs - fromMs >= gapMs;
    }
}
