package io.weir.segmenter;

import io.weir.name.StreamName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all streams of a loop hold in memory, and which of them may read on when that is more than the limit: none while the
 * cuts on their way are half of the limit, for those give their memory back; else one at a time, until it has cut, for
 * what is only open gives nothing back. The log keeps the rest.
 *
 * <p>Confined to the loop.
 */
final class HeldBytes {
    /** A stream whose turn it is, and that reads nothing for so many rounds, passes it on. */
    static final int MAX_IDLE_ROUNDS = 8;

    private record Held(long openBytes, long pendingBytes) {
        static final Held NOTHING = new Held(0, 0);
    }

    private static final Logger LOG = LoggerFactory.getLogger(HeldBytes.class);

    private final long maxBytes;
    private final Map<StreamName, Held> streams = new LinkedHashMap<>();
    private long openBytes;
    private long pendingBytes;
    private @Nullable StreamName turn;
    private int idleRounds;
    private boolean told;

    HeldBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A stream holds so much now: in its open segment, and in cuts on their way. */
    void set(StreamName stream, long open, long pending) {
        Held next = new Held(open, pending);
        Held before = streams.put(stream, next);
        count(before == null ? Held.NOTHING : before, next);
        if (stream.equals(turn) && before != null && !before.equals(next)) {
            idleRounds = 0;
            if (pending > before.pendingBytes()) {
                passTurn();
            }
        }
    }

    /** A stream holds nothing any more. */
    void remove(StreamName stream) {
        Held before = streams.remove(stream);
        count(before == null ? Held.NOTHING : before, Held.NOTHING);
        if (stream.equals(turn)) {
            turn = null;
        }
    }

    private void count(Held before, Held next) {
        openBytes += next.openBytes() - before.openBytes();
        pendingBytes += next.pendingBytes() - before.pendingBytes();
    }

    /** Whether the stream may read on, as far as memory goes. */
    boolean hasRoom(StreamName stream) {
        if (openBytes + pendingBytes < maxBytes) {
            return true;
        }
        if (turn == null && !streams.isEmpty()) {
            turn = streams.keySet().iterator().next();
        }
        return pendingBytes <= maxBytes / 2 && stream.equals(turn);
    }

    /** A round of reading begins. */
    void beginRound() {
        boolean over = openBytes + pendingBytes >= maxBytes;
        if (over && !told) {
            LOG.warn(
                    "segmenter: {} MiB in open segments and in cuts that wait for the store, the limit is {} MiB;"
                            + " the logs are read on as that becomes less",
                    (openBytes + pendingBytes) >> 20,
                    maxBytes >> 20);
            told = true;
        } else if (openBytes + pendingBytes < maxBytes / 2) {
            told = false;
        }
        if (over && ++idleRounds > MAX_IDLE_ROUNDS) {
            passTurn();
        }
    }

    /** The stream whose turn it was comes behind all others. */
    private void passTurn() {
        idleRounds = 0;
        Held last = turn == null ? null : streams.remove(turn);
        if (turn != null && last != null) {
            streams.put(turn, last);
        }
        turn = null;
    }
}
