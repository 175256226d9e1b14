package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.cut.SegmentCutter;
import io.weir.log.LogRecord;
import io.weir.log.PinnedSettings;
import io.weir.name.StreamName;
import io.weir.remake.Remaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes entries anew of a log in memory, at once. */
final class MemoryRemaker implements Remaker {
    private static final PinnedSettings NEWER = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION + 1);

    private final List<LogRecord> log;
    private final List<Long> asked = new ArrayList<>();

    private boolean knowsSettings = true;

    /** The first offset that the log still holds. */
    private long begin;

    MemoryRemaker(List<LogRecord> log) {
        this.log = log;
    }

    /** Retention takes what lies before an offset. */
    void expireBefore(long offset) {
        begin = offset;
    }

    /** From now on all entries need what this node does not know. */
    void forgetSettings() {
        knowsSettings = false;
    }

    /** The offsets from which entries were made. */
    List<Long> asked() {
        return asked;
    }

    @Override
    public CompletableFuture<Cut> next(StreamName stream, String topicId, CutState checkpoint) {
        long offset = checkpoint.mark().offset();
        asked.add(offset);
        if (!knowsSettings) {
            return CompletableFuture.runAsync(NEWER::requireKnown, Runnable::run)
                    .thenApply(known -> {
                        throw new AssertionError("it is known");
                    });
        }
        if (offset < begin) {
            return CompletableFuture.failedFuture(new LostException("offset " + offset + " is no longer there"));
        }
        List<Cut> cuts = new ArrayList<>();
        SegmentCutter cutter = new SegmentCutter(checkpoint, cuts::add);
        for (long at = offset; at < log.size() && cuts.isEmpty(); at++) {
            cutter.accept(log.get((int) at));
        }
        return cuts.isEmpty()
                ? CompletableFuture.failedFuture(new IllegalStateException("not in the log yet"))
                : CompletableFuture.completedFuture(cuts.get(0));
    }
}
