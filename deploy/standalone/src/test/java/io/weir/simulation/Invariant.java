package io.weir.simulation;

import org.jspecify.annotations.Nullable;

/** What must be so whatever befalls. docs/invariants.md says why; the numbers are the same there. */
enum Invariant {
    ACKNOWLEDGED_ONCE(1, "a frame that was acknowledged is in a segment"),
    NOTHING_TWICE(2, "no frame is in segments twice"),
    LOSS_IS_TOLD(
            3, "a frame that was sent and is in no segment is told by a GAP or a SKIP, or its publication was cut off"),
    IN_ORDER(4, "the frames of a track are in the order in which they were sent"),
    NEWEST_WINS(5, "publications follow one another in the order of their claims"),
    RANGES(6, "a segment holds one range of one publication's frames, and no break"),
    DISCONTINUITIES(7, "a discontinuity stands where a publication, a GAP or a break is, and nowhere else"),
    NUMBERS(8, "media sequence numbers go on by one"),
    CHAINED(9, "a record names the one before"),
    OBJECT_BEFORE_RECORD(
            10, "the object is in the store when its record lands, unless that says otherwise, and in the end"),
    NO_STRAY(11, "the store has no segment that the index does not name"),
    PURE(12, "segments and checkpoints are what one cutter makes of the log"),
    COUNTERS(13, "continuity counters run on over segments"),
    READERS_AGREE(14, "who begins to read and who has read all agree, to the byte of the playlist"),
    PLAYLISTS(15, "playlists only append and trim"),
    ONE_WRITER(16, "one writer is left in the end"),
    SETTLES(17, "when nothing fails any more all of the log comes to be in the index"),
    NO_FAULT(18, "nothing throws");

    private final int number;
    private final String text;

    Invariant(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** As in docs/invariants.md. */
    String title() {
        return number + ". " + text;
    }

    void require(boolean holds, @Nullable Object found) {
        if (!holds) {
            throw broken(found);
        }
    }

    /** What is thrown where it does not hold. */
    AssertionError broken(@Nullable Object found) {
        return new AssertionError("invariant " + title() + ": " + found);
    }
}
