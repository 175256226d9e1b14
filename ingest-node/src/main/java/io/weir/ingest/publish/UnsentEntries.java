package io.weir.ingest.publish;

import io.weir.log.RecordKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Entries that wait to be sent, in order. Whole GOPs can be dropped from them, the oldest first, so that viewers meet the
 * present when the log is back; one GAP stands in the place of those that stood together.
 *
 * <p>A GOP is what stands from the CONFIG before its keyframe to the next such CONFIG. The rest of one whose beginning has
 * been sent stays, for it can be decoded. Where there is no other to drop, the one that is still coming is cut short.
 */
final class UnsentEntries {
    private static final String FULL = "the log could not be written, and the buffers were full";
    private static final String REFUSED = "the log refuses a record";

    private final IntConsumer dropped;
    private final IntConsumer released;
    private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();

    /** The GAP that was made last, which grows while what stands behind it is dropped too. */
    private @Nullable LogEntry gap;

    /** Why what comes is dropped, while it belongs to a GOP of which something has been. */
    private @Nullable String dropping;

    /**
     * None yet.
     *
     * @param dropped takes the number of tags that have been dropped
     * @param released takes the bytes that are no longer held for them
     */
    UnsentEntries(IntConsumer dropped, IntConsumer released) {
        this.dropped = dropped;
        this.released = released;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void add(LogEntry entry) {
        dropping = endsGop(entry) ? null : dropping;
        entries.add(entry);
        if (dropping != null) {
            drop(entries.size() - 1, entries.size(), dropping);
        }
    }

    /** Puts back what was taken, before all others. */
    void addFirst(LogEntry entry) {
        entries.addFirst(entry);
    }

    LogEntry removeFirst() {
        return entries.removeFirst();
    }

    /** Removes all. */
    List<LogEntry> clear() {
        List<LogEntry> all = List.copyOf(entries);
        entries.clear();
        return all;
    }

    /**
     * Drops the oldest whole GOP, with all that is yet to come of it.
     *
     * @return false if there is none: what comes is dropped then until the next one begins
     */
    boolean dropOldestGop() {
        boolean found = dropGop(LogEntry::opensGop, FULL);
        if (!found) {
            dropping = FULL;
        }
        return found;
    }

    /** Drops an entry that the log will never take, if it is here, and what of its GOP comes after it. */
    @SuppressWarnings("ReferenceEquality") // the very entry, not one that equals it
    void dropRefused(LogEntry refused) {
        boolean unused = dropGop(entry -> entry == refused, REFUSED);
    }

    /** Drops from the first such entry to the end of its GOP, which may be still to come. Whether there was one. */
    private boolean dropGop(Predicate<LogEntry> isFirst, String cause) {
        int at = 0;
        int from = -1;
        for (LogEntry entry : entries) {
            if (from >= 0 && endsGop(entry)) {
                drop(from, at, cause);
                return true;
            }
            from = from < 0 && isFirst.test(entry) ? at : from;
            at++;
        }
        if (from >= 0) {
            dropping = cause;
            drop(from, at, cause);
        }
        return from >= 0;
    }

    /** Whether the GOP before this entry is over. */
    private static boolean endsGop(LogEntry entry) {
        return entry.opensGop() || entry.kind() == RecordKind.END;
    }

    @SuppressWarnings("ReferenceEquality") // the very GAP, not one that equals it
    private void drop(int from, int to, String cause) {
        List<LogEntry> all = new ArrayList<>(entries);
        int start = from > 0 && all.get(from - 1) == gap ? from - 1 : from;
        int tags = 0;
        int bytes = 0;
        for (int at = start; at < to; at++) {
            tags += all.get(at).count();
            bytes += all.get(at).bytes();
        }
        int known = start < from ? all.get(start).count() : 0;
        LogEntry made = LogEntry.gap(tags, all.get(start).wallClockMs(), cause);
        gap = made;
        entries.clear();
        entries.addAll(all.subList(0, start));
        entries.add(made);
        entries.addAll(all.subList(to, all.size()));
        dropped.accept(tags - known);
        released.accept(bytes - made.bytes());
    }
}
