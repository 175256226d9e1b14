package io.weir.ingest.publish;

import io.weir.log.Claim;
import io.weir.log.LogRecord;
import io.weir.log.LogTail;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One log that several producers write, each with its own ways of failing. What one producer sends lands in its order, or
 * not at all; a send that was reported as failed may land later, but not after a later one of the same producer. Outcomes
 * reach the writer late, and now and then out of order. Retention takes the log's beginning when the test says so.
 */
public final class SimulatedLog {
    /** What befell a send or an answer, so that a simulation that does nothing is seen. */
    public enum Event {
        REFUSED_AT_ONCE,
        REFUSED_FOR_GOOD,
        LOST,
        LANDED_LATE,
        LANDED_BUT_FAILED,
        LANDED_SOMEWHERE,
        OUT_OF_ORDER,
        NOT_READ
    }

    /** A record and whose it is. */
    public record Landed(int producer, TagKey key, byte[] value) {}

    /** How far back the log's end is read. */
    private static final int TAIL = 64;

    final List<Landed> records = new ArrayList<>();
    final Map<Event, Integer> counts = new EnumMap<>(Event.class);
    final long seed;
    private long begin;
    private final Random random;
    private double faults;

    /** Whether some media is refused always. */
    boolean refuses;

    /**
     * An empty log.
     *
     * @param faults how often something fails, of 1
     */
    public SimulatedLog(long seed, double faults) {
        this.seed = seed;
        this.random = new Random(seed);
        this.faults = faults;
    }

    /** From now on nothing fails. */
    public void heal() {
        faults = 0;
    }

    /** The first offset that is still there. */
    public long begin() {
        return begin;
    }

    /** The offset of the next record. */
    public long end() {
        return records.size();
    }

    /** Retention takes what lies before the offset. */
    public void expireBefore(long offset) {
        begin = Math.max(begin, offset);
    }

    /** All that ever landed, by offset, whether it is still there or not. */
    public List<Landed> landed() {
        return records;
    }

    /** What befell. */
    public Map<Event, Integer> counts() {
        return counts;
    }

    /** From now on some media is refused always, as if it were too large. */
    public void refuseSome() {
        refuses = true;
    }

    private void count(Event event) {
        counts.merge(event, 1, Integer::sum);
    }

    /** One node's producer and reader. */
    final class Access implements LogAccess {
        private record Send(TagKey key, byte[] value, CompletableFuture<Long> outcome) {}

        private static final String TOPIC = "topic";

        private final int producer;

        /** Whether nothing fails for this one, nor comes out of order. */
        final boolean reliable;

        /** Whether nothing reaches the log; */
        boolean cut;

        /** and whether nothing comes back. */
        boolean deaf;

        private final Deque<Send> sends = new ArrayDeque<>();
        private final Deque<Send> limbo = new ArrayDeque<>();
        private final Deque<Runnable> outcomes = new ArrayDeque<>();
        private final Deque<Runnable> reads = new ArrayDeque<>();

        Access(int producer) {
            this.producer = producer;
            this.reliable = random.nextInt(5) == 0;
        }

        private boolean fails() {
            return !reliable && random.nextDouble() < faults;
        }

        @Override
        public CompletableFuture<Void> open() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Long> end() {
            return later(() -> (long) records.size());
        }

        @Override
        public CompletableFuture<Long> append(TagKey key, byte[] value) {
            CompletableFuture<Long> outcome = new CompletableFuture<>();
            if (fails() && random.nextInt(8) == 0) {
                count(Event.REFUSED_AT_ONCE);
                outcome.completeExceptionally(new IllegalStateException("refused at once"));
            } else {
                sends.add(new Send(key, value, outcome));
            }
            return outcome;
        }

        @Override
        public CompletableFuture<@Nullable Claim> claim(long offset) {
            return later(() -> offset < begin || offset >= records.size()
                    ? null
                    : Claim.decode(records.get((int) offset).value()));
        }

        @Override
        public CompletableFuture<ClaimedTopic> claimedTopic(long offset, TagKey claim) {
            return CompletableFuture.completedFuture(new ClaimedTopic(TOPIC, true, false));
        }

        @Override
        public CompletableFuture<String> topicId() {
            return CompletableFuture.completedFuture(TOPIC);
        }

        @Override
        public CompletableFuture<Void> remove(String topicId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<LogTail> tail() {
            return later(() -> {
                int from = (int) Math.max(begin, records.size() - TAIL);
                List<LogRecord> last = new ArrayList<>();
                for (int at = from; at < records.size(); at++) {
                    last.add(new LogRecord(
                            at, records.get(at).key(), records.get(at).value()));
                }
                return LogTail.of(last, from, records.size());
            });
        }

        @Override
        public CompletableFuture<List<Placed>> read(long from, long to) {
            return later(() -> {
                if (from < begin && from < to) {
                    throw new ExpiredException("offset " + from + " is not in the log", new IllegalStateException());
                }
                List<Placed> found = new ArrayList<>();
                for (long at = from; at < to; at++) {
                    found.add(new Placed(at, records.get((int) at).key()));
                }
                return found;
            });
        }

        private <T extends @Nullable Object> CompletableFuture<T> later(java.util.function.Supplier<T> answer) {
            CompletableFuture<T> future = new CompletableFuture<>();
            reads.add(() -> {
                if (fails()) {
                    count(Event.NOT_READ);
                    future.completeExceptionally(new IllegalStateException("not read"));
                    return;
                }
                try {
                    future.complete(answer.get());
                } catch (ExpiredException e) {
                    future.completeExceptionally(e);
                }
            });
            return future;
        }

        /** One thing happens, if any can. */
        boolean step() {
            if (cut || deaf) {
                return !deaf && run(outcomes);
            }
            return anyStep();
        }

        private boolean anyStep() {
            return switch (random.nextInt(4)) {
                case 0 -> run(reads);
                case 1 -> {
                    if (outcomes.size() > 1 && fails()) {
                        count(Event.OUT_OF_ORDER);
                        outcomes.add(outcomes.removeFirst());
                    }
                    yield run(outcomes);
                }
                case 2 -> broker();
                default -> late() || broker();
            };
        }

        /** Whether nothing more happens by itself. */
        boolean isQuiet() {
            return sends.isEmpty() && outcomes.isEmpty() && reads.isEmpty();
        }

        private static boolean run(Deque<Runnable> tasks) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }

        /** Whether something that was reported as failed may still land. */
        boolean hasLate() {
            return !limbo.isEmpty();
        }

        /** The process dies: of what it has not sent yet, the last is lost. */
        void die() {
            for (int lost = random.nextInt(sends.size() + 1); lost > 0; lost--) {
                sends.removeLast();
            }
            outcomes.clear();
            reads.clear();
        }

        /** All that was reported as failed and may land has landed. */
        void landLate() {
            while (!limbo.isEmpty()) {
                land(limbo.removeFirst());
            }
        }

        private boolean late() {
            if (limbo.isEmpty() || random.nextInt(3) != 0) {
                return false;
            }
            count(Event.LANDED_LATE);
            land(limbo.removeFirst());
            return true;
        }

        private boolean broker() {
            Send send = sends.poll();
            if (send == null) {
                return false;
            }
            if (refuses && isRefused(send)) {
                count(Event.REFUSED_FOR_GOOD);
                RuntimeException refusal = new RefusedException(new IllegalStateException("too large"));
                outcomes.add(() -> send.outcome().completeExceptionally(refusal));
                return true;
            }
            if (!fails()) {
                limbo.clear();
                long offset = land(send);
                outcomes.add(() -> send.outcome().complete(offset));
                return true;
            }
            switch (random.nextInt(4)) {
                case 0 -> count(Event.LOST);
                case 1 -> limbo.add(send);
                case 2 -> {
                    count(Event.LANDED_BUT_FAILED);
                    limbo.clear();
                    land(send);
                }
                default -> {
                    count(Event.LANDED_SOMEWHERE);
                    limbo.clear();
                    land(send);
                    outcomes.add(() -> send.outcome().complete(-1L));
                    return true;
                }
            }
            outcomes.add(() -> send.outcome().completeExceptionally(new IllegalStateException("timed out")));
            return true;
        }

        /** One of so many entries, by its number. */
        private static boolean isRefused(Send send) {
            return send.key().kind() == RecordKind.TAGS
                    && ByteBuffer.wrap(send.value()).getInt() % 16 == 7;
        }

        private long land(Send send) {
            records.add(new Landed(producer, send.key(), send.value()));
            return records.size() - 1L;
        }
    }

    /** Whether the record is a push's CLAIM. */
    static boolean isPush(Landed record) {
        return record.key().kind() == RecordKind.CLAIM && !record.key().continues();
    }
}
