package io.weir.camera.registry;

import io.weir.camera.ChangeRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log in memory, with what Kafka does to it: transactions of which one alone is open, markers that take offsets,
 * compaction that leaves holes, answers that are lost. What happens between two steps is up to the {@link Steps}.
 */
final class MemoryCameraLog implements CameraLog {
    /** Where others may come between; it may throw what ends the caller. */
    interface Steps {
        void step() throws LogException;

        /** Whether an answer is lost that was on its way. */
        boolean isAnswerLost();
    }

    private enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private static final class Transaction {
        private State state = State.OPEN;
    }

    /** What has an offset; a marker has no key. */
    private record Slot(
            Transaction transaction, byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] follow) {}

    private final List<@Nullable Slot> slots = new ArrayList<>();
    private final Supplier<Steps> steps;
    private final boolean fences;
    private int epoch;
    private @Nullable Transaction open;

    /**
     * A log.
     *
     * @param steps of the one who calls now
     * @param fences whether taking the turn ends those before; where it does not, the log is as one without transactions
     */
    MemoryCameraLog(Supplier<Steps> steps, boolean fences) {
        this.steps = steps;
        this.fences = fences;
    }

    @Override
    public Turn takeTurn() throws LogException {
        steps.get().step();
        settle();
        int mine = ++epoch;
        steps.get().step();
        return new MemoryTurn(mine);
    }

    /** Aborts what is open. */
    void settle() {
        Transaction before = open;
        if (before != null) {
            before.state = State.ABORTED;
            slots.add(new Slot(before, null, null, null));
            open = null;
        }
    }

    @Override
    public long end() throws LogException {
        steps.get().step();
        return committedEnd();
    }

    int committedEnd() {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot != null && slot.transaction().state == State.OPEN) {
                return i;
            }
        }
        return slots.size();
    }

    @Override
    public Reading read() {
        return new MemoryReading();
    }

    /** Of what lies before the offset, keeps each key's last record; of those that are removals, the newer ones. */
    void compactBefore(int offset, int oldestRemoval) {
        int until = Math.min(offset, committedEnd());
        Map<String, Integer> lasts = new HashMap<>();
        for (int i = 0; i < until; i++) {
            Slot slot = slots.get(i);
            if (slot != null && slot.key() != null && slot.transaction().state == State.COMMITTED) {
                lasts.put(new String(slot.key(), StandardCharsets.UTF_8), i);
            }
        }
        for (int i = 0; i < until; i++) {
            Slot slot = slots.get(i);
            if (slot == null || !lasts.containsValue(i) || (slot.value() == null && i < oldestRemoval)) {
                slots.set(i, null);
            }
        }
    }

    @Override
    public void close() {}

    private final class MemoryTurn implements Turn {
        private final int mine;

        private MemoryTurn(int mine) {
            this.mine = mine;
        }

        @Override
        public long append(List<ChangeRules.Write> writes) throws LogException {
            Transaction transaction = new Transaction();
            for (ChangeRules.Write write : writes) {
                steps.get().step();
                requireTurn();
                open = fences ? transaction : null;
                transaction.state = fences ? State.OPEN : State.COMMITTED;
                slots.add(new Slot(transaction, write.key(), write.value(), write.follow()));
            }
            int end = slots.size();
            steps.get().step();
            requireTurn();
            transaction.state = State.COMMITTED;
            open = null;
            slots.add(new Slot(transaction, null, null, null));
            steps.get().step();
            if (steps.get().isAnswerLost()) {
                throw new LogException("no answer", null);
            }
            return end;
        }

        private void requireTurn() throws LogException {
            if (fences && mine != epoch) {
                throw new LogException("another has the turn", null);
            }
        }

        /** As a process that ends: what it has open stays so until another takes the turn. */
        @Override
        public void close() {}
    }

    private final class MemoryReading implements Reading {
        private int position;

        /** Gives one record, if there is one. */
        @Override
        public long poll(Sink sink) throws LostException {
            int end = committedEnd();
            while (position < end) {
                Slot slot = slots.get(position++);
                if (slot != null && slot.key() != null && slot.transaction().state == State.COMMITTED) {
                    sink.record(position - 1L, slot.key(), slot.value(), slot.follow());
                    break;
                }
            }
            return position;
        }

        @Override
        public void close() {}
    }
}
