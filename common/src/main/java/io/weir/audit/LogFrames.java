package io.weir.audit;

import io.weir.audit.media.FrameDigest;
import io.weir.cut.Mark;
import io.weir.log.LogRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a log as they are asked for, up to the place where it is cut; what is behind that only counts as pending. */
final class LogFrames {
    private final LogSource source;
    private final @Nullable Mark cut;
    private final LogWalk walk;
    private final Deque<LogFrame> read = new ArrayDeque<>();
    private boolean ended;

    /**
     * The frames of what a source gives.
     *
     * @param cut where the index says that the next segment begins; null if nothing is cut
     */
    LogFrames(LogSource source, @Nullable Mark cut, Ledger ledger, Breaks breaks) {
        this.source = source;
        this.cut = cut;
        this.walk = new LogWalk(
                new LogSink() {
                    @Override
                    public void frame(LogFrame frame) {
                        breaks.frame(frame.atMs());
                        if (isCut(frame)) {
                            read.add(frame);
                        } else {
                            ledger.pending(frame);
                        }
                    }

                    @Override
                    public void leftOut(String reason, int tags, long atMs) {
                        ledger.leftOut(reason, tags, atMs);
                    }

                    @Override
                    public void broken(String cause, int frames, long atMs) {
                        breaks.broken(cause, frames, atMs);
                    }
                },
                new FrameDigest());
    }

    private boolean isCut(LogFrame frame) {
        return cut != null
                && (frame.offset() < cut.offset()
                        || (frame.offset() == cut.offset() && frame.tagIndex() < cut.tagIndex()));
    }

    /** The first frame that is cut, or null if there is none; it is read again by {@link #pull}. */
    @Nullable
    LogFrame first() {
        while (read.isEmpty() && readOn()) {}
        return read.peek();
    }

    /** Gives the frames of the next record that has any; false if there is none. */
    boolean pull(Consumer<LogFrame> sink) {
        if (first() == null) {
            return false;
        }
        while (!read.isEmpty()) {
            sink.accept(read.remove());
        }
        return true;
    }

    /** Reads the rest of the log; its frames that are cut are given. */
    void finish(Consumer<LogFrame> sink) {
        while (pull(sink)) {}
    }

    private boolean readOn() {
        LogRecord record = ended ? null : source.next();
        ended = record == null;
        if (record != null) {
            walk.accept(record);
        }
        return !ended;
    }
}
