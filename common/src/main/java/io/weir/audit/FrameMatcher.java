package io.weir.audit;

import io.weir.audit.media.FoundFrame;
import io.weir.audit.media.FoundSegment;

/**
 * Matches segments, in the order of their numbers, with the log. Pictures and sound are matched each for themselves, for
 * containers keep the order within a track only.
 */
final class FrameMatcher {
    private final TimeBase base = new TimeBase();
    private final Ledger ledger;
    private final TrackMatcher pictures;
    private final TrackMatcher sounds;

    FrameMatcher(LogFrames log, Ledger ledger) {
        this.ledger = ledger;
        TrackMatcher.Source source = new TrackMatcher.Source() {
            @Override
            public boolean pull() {
                return log.pull(FrameMatcher.this::add);
            }

            @Override
            public boolean isFull() {
                return pictures.isFull() || sounds.isFull();
            }
        };
        pictures = new TrackMatcher(source, base, ledger);
        sounds = new TrackMatcher(source, base, ledger);
    }

    void add(LogFrame frame) {
        (frame.video() ? pictures : sounds).add(frame);
    }

    /** A segment could not be read, or is missing: how times go on is not known. */
    void passOver() {
        base.forget();
        pictures.timesBeginAnew();
        sounds.timesBeginAnew();
    }

    /** Matches a segment's frames. */
    void match(FoundSegment found, SegmentPlace place) {
        if (place.name().discontinuity() || place.followsHole()) {
            passOver();
        }
        if (found.transportStream()) {
            base.ofTransportStream();
        }
        for (FoundFrame picture : found.pictures()) {
            pictures.match(picture, place);
        }
        boolean unplaced = !base.isKnown() && !found.pictures().isEmpty();
        for (FoundFrame sound : found.sounds()) {
            if (unplaced && !sounds.isSynced() && place.mayBeOfEarlierLog()) {
                // Of the beginning of this log at most: silence without a time could be anywhere in it.
                ledger.beforeTheLog(place);
                ledger.firstSoundsAreUnsure();
                sounds.pass(sound);
            } else {
                sounds.match(sound, place);
            }
        }
        ledger.endOfSegment(place);
    }

    /** Whether all frames are found, or told to be missing, that were taken before a time. */
    boolean isDoneUntil(long toMs) {
        return Math.min(pictures.nextAtMs(), sounds.nextAtMs()) >= toMs;
    }

    /** No segment follows. */
    void finish() {
        pictures.finish();
        sounds.finish();
        ledger.endOfSegments();
    }
}
