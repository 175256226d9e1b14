package io.weir.audit;

/**
 * What the store's own retention may have removed: never a segment of the live window, nor of as many entries before it.
 *
 * @param cutoffMs segments that began before this are removed by their age, wall clock
 * @param sizeLimited whether the oldest segments are removed for their size too
 * @param protectedMsn the first number that is not removed
 */
public record Retained(long cutoffMs, boolean sizeLimited, long protectedMsn) {
    /** Everything is kept. */
    public static final Retained ALL = new Retained(Long.MIN_VALUE, false, Long.MIN_VALUE);

    /** Of a long segment, and of clocks. */
    private static final long SLACK_MS = 60_000;

    /**
     * Whether the segment of a frame may have been removed, of a track of which none is found before it.
     *
     * @param nextMsn of the first segment that has frames of the track
     */
    boolean mayHaveRemoved(long atMs, long nextMsn) {
        boolean old = sizeLimited || (cutoffMs != Long.MIN_VALUE && atMs < cutoffMs + SLACK_MS);
        return old && nextMsn <= protectedMsn;
    }
}
