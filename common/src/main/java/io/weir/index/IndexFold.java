package io.weir.index;

import io.weir.name.StreamName;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fold by which every reader of the index tells the records that count.
 *
 * <p>A reader that has read without a hole accepts the record whose number is the last one's + 1 and whose predecessor is
 * the last one. One that begins, or has lost its place because compaction took records before it had read them, takes the
 * greatest number it finds up to where the topic then ended ("cold"), the first of equals.
 *
 * <p>Confined to one thread, a fold for each partition.
 */
public final class IndexFold {
    private final Map<StreamName, Accepted> latest = new HashMap<>();
    private boolean cold = true;

    /** From now on the greatest numbers are taken. */
    public void beginCold() {
        cold = true;
    }

    /** From now on the chain is followed. */
    public void endCold() {
        cold = false;
    }

    /** Whether the greatest numbers are taken. */
    public boolean isCold() {
        return cold;
    }

    /** Whether the record counts; if so it is the stream's latest. */
    public boolean accept(StreamName stream, Accepted next) {
        Accepted last = latest.get(stream);
        if (last != null && !follows(last, next)) {
            return false;
        }
        latest.put(stream, next);
        return true;
    }

    private boolean follows(Accepted last, Accepted next) {
        return cold
                ? next.record().msn() > last.record().msn()
                : next.record().msn() == last.record().msn() + 1
                        && next.record().predecessor().equals(last.hash());
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
