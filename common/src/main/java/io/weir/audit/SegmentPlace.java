package io.weir.audit;

import io.weir.name.SegmentName;

/** The segment whose frames are being matched, and what its place among the others allows. */
final class SegmentPlace {
    private static final int NO_SECTION = -1;

    /** A log's clock and a segment's date may differ by so much. */
    private static final long CLOCK_SLACK_MS = 60_000;

    private final SegmentName name;
    private final boolean followsHole;
    private final boolean mayBeOfEarlierLog;
    private int section = NO_SECTION;
    private boolean pictureFound;

    /**
     * A segment.
     *
     * @param followsHole whether segments before it are missing
     * @param mayBeOfEarlierLog whether it, or its beginning, may come from records that the log no longer holds
     */
    SegmentPlace(SegmentName name, boolean followsHole, boolean mayBeOfEarlierLog) {
        this.name = name;
        this.followsHole = followsHole;
        this.mayBeOfEarlierLog = mayBeOfEarlierLog;
    }

    SegmentName name() {
        return name;
    }

    boolean followsHole() {
        return followsHole;
    }

    boolean mayBeOfEarlierLog() {
        return mayBeOfEarlierLog;
    }

    /** Whether segments are missing before this one, and the frame is so old that it was in one of them. */
    boolean isFarBehind(LogFrame frame) {
        return followsHole && frame.atMs() < name.startMs() - CLOCK_SLACK_MS;
    }

    /** Whether the frame can be in this segment: media does not break off within one. */
    boolean takes(LogFrame frame) {
        return section == NO_SECTION || section == frame.section();
    }

    /** The frame is in this segment. */
    void took(LogFrame frame) {
        section = frame.section();
        pictureFound |= frame.video();
    }

    boolean isPictureFound() {
        return pictureFound;
    }
}
