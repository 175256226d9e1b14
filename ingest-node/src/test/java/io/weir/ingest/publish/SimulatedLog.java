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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One log that several producers write, each with its own ways of failing. What one producer sends lands in its order, or
 * not at all; a send that was reported as failed may land later, but not after a later one of the same producer. Outcomes
 * reach the writer late, and now and then out of order.
 */
final class SimulatedLog {
    /** A record and whose it is. */
    record Landed(int producer, TagKey key, byte[] value) {}

    /** How far back the log's end is read. */
    private static final int TAIL = 64;

    final List<Landed> records = new ArrayList<>();
    final long seed;
    private final Random random;
    private double faults;

    /** Whether some media is refused always. */
    boolean refuses;

    SimulatedLog(long seed, double faults) {
        this.seed = seed;
        this.random = new Random(seed);
        this.faults = faults;
    }

    /** From now on nothing fails. */
    void heal() {
        faults = 0;
    }

    /** One node's producer and reader. */
    final class Access implements LogAccess {
        private record Send(TagKey key, byte[] value, CompletableFuture<Long> outcome) {}

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
                outcome.completeExceptionally(new IllegalStateException("refused at once"));
            } else {
                sends.add(new Send(key, value, outcome));
            }
            return outcome;
        }

        @Override
        public CompletableFuture<@Nullable Claim> claim(long offset) {
            return later(() -> Claim.decode(records.get((int) offset).value()));
        }

        @Override
        public CompletableFuture<LogTail> tail() {
            return later(() -> {
                int from = Math.max(0, records.size() - TAIL);
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
                    future.completeExceptionally(new IllegalStateException("not read"));
                } else {
                    future.complete(answer.get());
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
            land(limbo.removeFirst());
            return true;
        }

        private boolean broker() {
            Send send = sends.poll();
            if (send == null) {
                return false;
            }
            if (refuses && isRefused(send)) {
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
                case 0 -> {}
                case 1 -> limbo.add(send);
                case 2 -> {
                    limbo.clear();
                    land(send);
                }
                default -> {
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
