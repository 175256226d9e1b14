package io.weir.audit;

/** Takes what a {@link LogWalk} finds, in the log's order. */
interface LogSink {
    /** A frame that must be in a segment, unless it has an excuse. */
    void frame(LogFrame frame);

    /**
     * Tags that count and are in no segment by rule, or in part.
     *
     * @param reason a few words; a small number of different ones
     */
    void leftOut(String reason, int tags, long atMs);

    /**
     * Media breaks off here.
     *
     * @param frames that are known to be missing; 0 if that is not known, or none are
     * @param atMs wall clock of the record that tells it; 0 if it tells none
     */
    void broken(String cause, int frames, long atMs);
}
