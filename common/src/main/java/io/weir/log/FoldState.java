package io.weir.log;

import org.jspecify.annotations.Nullable;

/**
 * The one fold by which every reader, and every writer that recovers, tells the records that count from those that do
 * not. Pure: the same records give the same verdicts on any node.
 *
 * <p>CLAIMs are not judged by readers and pass without effect. Any other record counts when
 *
 * <ul>
 *   <li>it is a fence of a greater epoch than all that counted before. Its epoch then is the only one that counts; the
 *       sequence goes on if the fence says so and begins at 0 if not; or
 *   <li>it is of the epoch that counts, which has not ended, and its first sequence is the expected one.
 * </ul>
 *
 * All others are refused, lower and higher. A fence is accepted whatever sequence was reached, because records of the
 * epoch before may land until the fence does, and its writer cannot know how many (docs/adr/0002).
 *
 * @param epoch the greatest accepted; -1 before the first
 * @param nextSequence the expected sequence; -1 while it is not known
 * @param ended whether the epoch has ended
 * @param fenced whether a fence has been accepted that tells the sequence, which one that continues does not. Until then the
 *     log was entered in its middle, where retention has taken that fence, and the records' own epoch and sequence are
 *     believed
 */
public record FoldState(long epoch, long nextSequence, boolean ended, boolean fenced) {
    /** Before the first record of a log. */
    public static final FoldState START = new FoldState(-1, 0, false, false);

    /** The expected sequence of a log that was entered at a fence that continues: its first record tells. */
    private static final long UNKNOWN = -1;

    /** The state after a record, or null if the record is refused. A CLAIM leaves the state as it is. */
    public @Nullable FoldState accept(TagKey key) {
        if (key.kind() == RecordKind.CLAIM) {
            return this;
        }
        if (key.isFence()) {
            if (key.epoch() <= epoch) {
                return null;
            }
            if (!key.continues()) {
                return new FoldState(key.epoch(), 0, false, true);
            }
            return new FoldState(key.epoch(), epoch < 0 ? UNKNOWN : nextSequence, false, fenced);
        }
        boolean enters = !fenced && key.epoch() > epoch;
        boolean expected = key.firstSequence() == nextSequence || nextSequence == UNKNOWN || passes(key);
        boolean follows = key.epoch() == epoch && !ended && expected;
        if (!enters && !follows) {
            return null;
        }
        return new FoldState(key.epoch(), key.firstSequence() + key.count(), key.kind() == RecordKind.END, fenced);
    }

    /**
     * Whether the record passes over the expected sequence. Where the log was entered at a record that does not count, its
     * writer has gone back since, and may have a GAP made of what it would have sent again.
     */
    private boolean passes(TagKey key) {
        return !fenced
                && key.kind() == RecordKind.GAP
                && key.firstSequence() < nextSequence
                && key.firstSequence() + key.count() > nextSequence;
    }
}
