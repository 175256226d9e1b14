package io.weir.index;

import io.weir.name.StreamName;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fold by which every reader of the index tells the records that count: one that has a greater number than the last one,
 * the first of equals.
 *
 * <p>Segmenters write a number only after they have read the one before as accepted, so a greater number is the last one's
 * + 1 and names the last one as its predecessor, for a reader that has read all. Where it does not, compaction took what
 * this reader or the writer would have had to read. Then the greater number counts all the same: a reader that begins
 * now knows nothing else, and all readers must come to agree.
 *
 * <p>A reader that begins, or has lost its place because compaction took records before it had read them, is "cold" up to
 * where the topic then ended: what it takes meanwhile may not be the latest.
 *
 * <p>Confined to one thread, a fold for each partition.
 */
public final class IndexFold {
    private final Map<StreamName, Accepted> latest = new HashMap<>();
    private boolean cold = true;

    /** From now on what is taken may not be the latest. */
    public void beginCold() {
        cold = true;
    }

    /** From now on what is taken is the latest. */
    public void endCold() {
        cold = false;
    }

    /** Whether what is taken may not be the latest. */
    public boolean isCold() {
        return cold;
    }

    /** Whether the record counts; if so it is the stream's latest. */
    public boolean accept(StreamName stream, Accepted next) {
        Accepted last = latest.get(stream);
        if (last != null && next.record().msn() <= last.record().msn()) {
            return false;
        }
        latest.put(stream, next);
        return true;
    }

    /** The stream's latest record that counts, or null. */
    public @Nullable Accepted latest(StreamName stream) {
        return latest.get(stream);
    }

    /** The latest of every stream; a view. */
    public Map<StreamName, Accepted> all() {
        return Collections.unmodifiableMap(latest);
    }
}
