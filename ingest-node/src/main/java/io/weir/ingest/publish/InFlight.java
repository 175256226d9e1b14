package io.weir.ingest.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What one writer has given to Kafka and has not been acknowledged, in order. */
final class InFlight {
    /** An entry with the sequence it was given, and when it was sent, monotonic. */
    record Sent(LogEntry entry, long firstSequence, long sentMs) {
        long nextSequence() {
            return firstSequence + entry.count();
        }
    }

    /** Bytes of one writer that may be with Kafka at once. */
    private static final int MAX_BYTES = 4 << 20;

    private final NodeBuffer node;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private int bytes;

    InFlight(NodeBuffer node) {
        this.node = node;
    }

    /** Whether one more may be sent: there is room, and what was sent last need not land before others. */
    boolean maySend() {
        Sent last = sent.peekLast();
        return bytes < MAX_BYTES
                && node.maySend()
                && (last == null || !last.entry().mustLandFirst());
    }

    Sent add(LogEntry entry, long firstSequence, long nowMs) {
        Sent sending = new Sent(entry, firstSequence, nowMs);
        sent.add(sending);
        bytes += entry.bytes();
        return sending;
    }

    /** Counts bytes among the node's until Kafka has let go of them, however the writer goes on meanwhile. */
    void count(LogEntry entry, CompletableFuture<Long> landing) {
        node.sent(entry.bytes());
        CompletableFuture<Long> unused = landing.whenComplete((offset, error) -> node.landed(entry.bytes()));
    }

    @SuppressWarnings("ReferenceEquality") // the very send, not one that equals it
    boolean isFirst(Sent one) {
        return sent.peekFirst() == one;
    }

    Sent removeFirst() {
        Sent first = sent.removeFirst();
        bytes -= first.entry().bytes();
        return first;
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    /** Removes all that had landed before a sequence, and gives it. */
    List<Sent> removeLanded(long sequence) {
        int landed = 0;
        int at = 0;
        for (Sent one : sent) {
            at++;
            // What takes no sequence is the last (and may come twice), or a TICK, which nobody misses.
            if (one.entry().count() > 0 && one.nextSequence() <= sequence) {
                landed = at;
            }
        }
        List<Sent> removed = new ArrayList<>();
        while (removed.size() < landed) {
            removed.add(removeFirst());
        }
        return removed;
    }

    /** Removes all. */
    List<Sent> clear() {
        List<Sent> all = List.copyOf(sent);
        sent.clear();
        bytes = 0;
        return all;
    }
}
