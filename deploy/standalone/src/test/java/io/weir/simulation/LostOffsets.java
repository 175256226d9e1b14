package io.weir.simulation;

import io.weir.index.Accepted;
import io.weir.ingest.publish.SimulatedLog;
import io.weir.log.FoldState;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.util.ArrayList;
import java.util.List;

/** What of the log the index says is lost: from the checkpoint before each SKIP on to where reading can begin again. */
final class LostOffsets {
    private record Range(long from, long to) {}

    private final List<Range> ranges = new ArrayList<>();

    private LostOffsets() {}

    static LostOffsets of(List<Accepted> chain, SimulatedLog log) {
        LostOffsets lost = new LostOffsets();
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i).record().cause().isEmpty()) {
                long from = chain.get(i - 1).record().checkpoint().mark().offset();
                long skippedTo = chain.get(i).record().checkpoint().mark().offset();
                lost.ranges.add(new Range(from, readAgainFrom(log, skippedTo)));
            }
        }
        return lost;
    }

    /**
     * Nothing is cut before a CONFIG has told how; nor is a reader that enters at a record which does not count certain of
     * the sequence before it is where those are who have read all.
     */
    private static long readAgainFrom(SimulatedLog log, long from) {
        FoldState whole = FoldState.START;
        FoldState entered = FoldState.START;
        boolean configured = false;
        for (long at = 0; at < log.end(); at++) {
            TagKey key = log.landed().get((int) at).key();
            boolean agreed = (whole.accept(key) == null) == (entered.accept(key) == null);
            whole = after(whole, key);
            if (at >= from) {
                configured |= entered.accept(key) != null && key.kind() == RecordKind.CONFIG;
                entered = after(entered, key);
            }
            if (configured && whole.epoch() == entered.epoch() && whole.nextSequence() == entered.nextSequence()) {
                return agreed ? at : at + 1;
            }
        }
        return log.end();
    }

    private static FoldState after(FoldState fold, TagKey key) {
        FoldState next = fold.accept(key);
        return next == null ? fold : next;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean contains(long offset) {
        return ranges.stream().anyMatch(range -> offset >= range.from() && offset < range.to());
    }
}
