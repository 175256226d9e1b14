package io.weir.audit;

import io.weir.audit.media.FoundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Matches one track's frames of the log with those found in segments, in order: the next one found must be the next one of the log.
 * Where it is not, it is looked for further on in the log; what lies between is in no segment.
 *
 * <p>Holds at most {@value #MAX_AHEAD} frames of the log, some 100 bytes each.
 */
final class TrackMatcher {
    /** So many frames may lie between two that are found one after the other: half an hour of pictures. */
    static final int MAX_AHEAD = 65_536;

    private static final int NOWHERE = -1;

    /** The log, as far as this needs it. */
    interface Source {
        /** Has at least a frame added to the matchers; false if the log has no more that should be in segments. */
        boolean pull();

        /** Whether a track has as many frames ahead as it may. */
        boolean isFull();
    }

    private final Source source;
    private final TimeBase base;
    private final Ledger ledger;
    private final SeenFrames seen = new SeenFrames();
    private final FrameQueue ahead = new FrameQueue();
    /** The last one in a segment, and the last one that was the log's next: not the same where something is wrong. */
    private @Nullable FoundFrame before;

    private @Nullable FoundFrame taken;
    private boolean synced;

    TrackMatcher(Source source, TimeBase base, Ledger ledger) {
        this.source = source;
        this.base = base;
        this.ledger = ledger;
    }

    /** Whether a frame was found of this track. */
    boolean isSynced() {
        return synced;
    }

    /** The log's next frame of this track. */
    void add(LogFrame frame) {
        ahead.add(frame);
        if (ahead.size() > MAX_AHEAD) {
            missing(ahead.remove(), Long.MAX_VALUE); // the other track has gone on for so long without this one
        }
    }

    boolean isFull() {
        return ahead.size() >= MAX_AHEAD;
    }

    /** The wall clock of the frame that is looked for next; {@link Long#MAX_VALUE} for none. */
    long nextAtMs() {
        return ahead.size() == 0 ? Long.MAX_VALUE : ahead.get(0).atMs();
    }

    /** Times begin anew with the next segment. */
    void timesBeginAnew() {
        before = null;
        taken = null;
    }

    /** A segment's next frame of this track is not to be matched. */
    void pass(FoundFrame found) {
        before = found;
    }

    /** Matches a segment's next frame of this track. */
    void match(FoundFrame found, SegmentPlace place) {
        int at = find(found, place);
        if (at != NOWHERE) {
            take(at, found, place);
        } else if (seen.contains(found.id())) {
            ledger.doubled(place);
        } else if (!synced && place.mayBeOfEarlierLog()) {
            ledger.beforeTheLog(place);
        } else {
            ledger.foreign(place);
        }
        before = found;
    }

    private int find(FoundFrame found, SegmentPlace place) {
        int at = search(found, place, true);
        if (at != NOWHERE || ahead.size() == 0) {
            return at;
        }
        LogFrame next = ahead.get(0);
        if (next.video()) {
            // The bytes alone tell a picture, unless they were there before.
            return seen.contains(found.id()) ? NOWHERE : search(found, place, false);
        }
        // Silence is all alike: only the next sound can be meant, and only if it is not a former one over again.
        boolean again = taken != null && found.pts90k() <= taken.pts90k();
        return is(next, found, place, false) && !again ? 0 : NOWHERE;
    }

    /** Looks for the frame from the next one on, and reads the log on for it. */
    private int search(FoundFrame found, SegmentPlace place, boolean timed) {
        int at = 0;
        while (true) {
            for (; at < ahead.size(); at++) {
                if (is(ahead.get(at), found, place, timed)) {
                    return at;
                }
            }
            boolean far = at > 0 && source.isFull();
            if (far && !place.isFarBehind(ahead.get(0))) {
                return NOWHERE;
            }
            if (far && isFull()) {
                // Segments are missing, and what is so far behind is in none of those that are left.
                missing(ahead.remove(), place.name().msn());
                at--;
            }
            if (!source.pull()) {
                return NOWHERE;
            }
        }
    }

    private boolean is(LogFrame frame, FoundFrame found, SegmentPlace place, boolean timed) {
        return frame.id().equals(found.id()) && place.takes(frame) && (!timed || base.fits(frame, found, before));
    }

    private void take(int at, FoundFrame found, SegmentPlace place) {
        for (int i = 0; i < at; i++) {
            missing(ahead.remove(), place.name().msn());
        }
        LogFrame frame = ahead.remove();
        if (!base.fits(frame, found, before)) {
            ledger.mistimed(frame, place);
        }
        base.learn(frame, found);
        place.took(frame);
        synced = true;
        taken = found;
        seen.add(frame.id());
        ledger.found(frame);
    }

    private void missing(LogFrame frame, long nextMsn) {
        if (frame.excuse() != null) {
            ledger.leftOut(frame.excuse(), 1, frame.atMs());
        } else {
            ledger.missing(frame, !synced, nextMsn);
        }
    }

    /** No segment follows: what is left of the log is in none. */
    void finish() {
        while (ahead.size() > 0) {
            missing(ahead.remove(), Long.MAX_VALUE);
        }
    }
}
