package io.weir.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.log.FoldState;
import io.weir.log.PinnedSettings;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Writers that push the same stream one after the other, on a log that fails in every way a log does, with each step's order
 * drawn from a seed. What counts is judged by the readers' fold.
 */
class EpochWriterSimulationTest {
    private static final int SEEDS = 6_000;
    private static final int STEPS = 300;
    private static final PinnedSettings SETTINGS = new PinnedSettings(5_000, "ts", PinnedSettings.MUXER_VERSION);

    /** What befell over all seeds, so that a simulation that does nothing is seen. */
    private int taken;

    private int recovered;
    private int survivors;
    private int dropped;

    /** One publication: a value is the entry's number and those of its tags, four bytes each. */
    private static final class Push implements EpochWriter.Listener {
        final int index;
        final ManualLoop loop = new ManualLoop();
        final SimulatedLog.Access access;
        final EpochWriter writer;
        final List<Integer> tagsOfEntry = new ArrayList<>();
        final List<Boolean> opensGop = new ArrayList<>();
        int handed;
        int opened;
        int released;
        int releasedBefore;
        long heldBytes;
        int drops;
        boolean ended;

        @Nullable
        Throwable fault;

        @Nullable
        String left;

        Push(int index, SimulatedLog log) {
            this.index = index;
            this.access = log.new Access(index);
            Claimant claimant = new Claimant("app/stream", "node" + index, "peer", SETTINGS, null, null, index);
            PublicationLoop guarded = new PublicationLoop(loop, found -> fault = found);
            this.writer = new EpochWriter(
                    claimant,
                    access,
                    new NodeBuffer(Long.MAX_VALUE, Long.MAX_VALUE),
                    guarded,
                    loop::nowMs,
                    loop::nowMs,
                    hold -> CompletableFuture.completedFuture(false),
                    this);
            writer.open();
        }

        void write(Random random) {
            RecordKind kind = RecordKind.TAGS;
            int count = 0;
            switch (random.nextInt(6)) {
                case 0 -> kind = RecordKind.CONFIG;
                case 1 -> kind = RecordKind.GAP;
                default -> count = 1 + random.nextInt(3);
            }
            ByteBuffer value = ByteBuffer.allocate(4 + 4 * count).putInt(tagsOfEntry.size());
            for (int i = 0; i < count; i++) {
                value.putInt(handed + i);
            }
            handed += count;
            give(new LogEntry(kind, count, 0, value.array(), kind == RecordKind.CONFIG && random.nextBoolean()));
        }

        void end() {
            byte[] value = ByteBuffer.allocate(4).putInt(tagsOfEntry.size()).array();
            give(new LogEntry(RecordKind.END, 0, 0, value));
        }

        private void give(LogEntry entry) {
            tagsOfEntry.add(entry.count());
            opensGop.add(entry.opensGop());
            heldBytes += entry.bytes();
            writer.write(entry);
        }

        void abandon() {
            if (lives()) {
                releasedBefore = released;
                left = "abandoned";
                writer.abandon("abandoned");
            }
        }

        void drop() {
            drops++;
            writer.dropOldestGop();
        }

        /** Whether its first fence has landed or never will. */
        boolean hasFenced() {
            return left == null ? opened > 0 : access.isQuiet() && !access.hasLate();
        }

        boolean step() {
            // What is let go of on leaving is not acknowledged; it is released within one task.
            releasedBefore = left == null ? released : releasedBefore;
            return loop.runOne();
        }

        /** How many of the tags were told to be acknowledged. */
        int acknowledgedTags() {
            int entries = left == null ? released : releasedBefore;
            return tagsOfEntry.subList(0, entries).stream()
                    .mapToInt(count -> count)
                    .sum();
        }

        boolean lives() {
            return left == null && !ended;
        }

        @Override
        public void onOpened(long epoch, long fencedMs) {
            opened++;
        }

        @Override
        public void onReleased(int bytes) {
            released++;
            heldBytes -= bytes;
        }

        @Override
        public void onEnd() {
            ended = true;
        }

        @Override
        public void onLeft(String cause) {
            left = cause;
        }
    }

    /** What of a push's the readers accept, in order. */
    private static final class Accepted {
        private final String whose;
        private final Push push;
        private int nextEntry;
        private boolean afterDrop;
        int sequences;
        int gaps;

        Accepted(String whose, Push push) {
            this.whose = whose;
            this.push = push;
        }

        void take(SimulatedLog.Landed record) {
            TagKey key = record.key();
            if (key.kind() == RecordKind.TICK) {
                return;
            }
            sequences = (int) key.firstSequence() + key.count();
            if (new String(record.value(), StandardCharsets.UTF_8).startsWith("the log")) {
                gaps++;
                afterDrop = true;
                return;
            }
            ByteBuffer value = ByteBuffer.wrap(record.value());
            int entry = value.getInt();
            // What takes no sequence may come twice, but nothing is passed over: not a CONFIG, nor where media breaks
            // off.
            boolean again = key.count() == 0 && entry == nextEntry - 1;
            if (afterDrop && !again) {
                assertThat(entry).as("%s: behind a drop", whose).isGreaterThanOrEqualTo(nextEntry);
                assertThat(push.opensGop.get(entry) || key.kind() == RecordKind.END)
                        .as("%s: media begins with a keyframe behind a drop, entry %d", whose, entry)
                        .isTrue();
            } else if (!again) {
                assertThat(entry).as("%s: the next entry", whose).isEqualTo(nextEntry);
            }
            nextEntry = entry + 1;
            afterDrop = false;
            for (int i = 0; i < key.count(); i++) {
                assertThat(value.getInt())
                        .as("%s: the tag of a sequence", whose)
                        .isEqualTo((int) key.firstSequence() + i);
            }
        }
    }

    @Test
    void write_anyFaultsAndTakeovers_acknowledgedTagsCountOnceAndTheNewestPushWins() {
        for (long seed = 0; seed < SEEDS; seed++) {
            simulate(seed);
        }
        assertThat(taken).isGreaterThan(SEEDS / 5);
        assertThat(recovered).isGreaterThan(SEEDS / 30);
        assertThat(dropped).isGreaterThan(SEEDS / 20);
        assertThat(survivors).isGreaterThan(SEEDS / 5);
    }

    private void simulate(long seed) {
        Random random = new Random(seed);
        SimulatedLog log = new SimulatedLog(seed, random.nextInt(4) * 0.07);
        List<Push> pushes = new ArrayList<>();
        pushes.add(new Push(0, log));
        int quick = 0;
        boolean drops = random.nextInt(3) == 0;
        log.refuses = drops && random.nextInt(3) == 0;
        for (int step = 0; step < STEPS; step++) {
            if (pushes.size() < 4 && (pushes.stream().noneMatch(Push::lives) || random.nextInt(60) == 0)) {
                pushes.add(new Push(pushes.size(), log));
            }
            // For a while one of them is quick and the others hardly move: takeovers meet every state.
            quick = step % 25 == 0 ? random.nextInt(pushes.size()) : quick;
            if (random.nextInt(80) == 0 && pushes.stream().allMatch(Push::hasFenced)) {
                pushes.forEach(each -> each.loop.advance(EpochWriter.CONTEST_MS));
            }
            Push push = pushes.get(random.nextInt(8) > 0 ? quick : random.nextInt(pushes.size()));
            switch (random.nextInt(5)) {
                case 0 -> {
                    push.write(random);
                    if (drops && random.nextInt(6) == 0) {
                        push.drop();
                    }
                }
                case 1, 2 -> push.access.step();
                case 3 -> {
                    push.step();
                    if (random.nextInt(400) == 0) {
                        push.abandon();
                    }
                }
                default -> push.loop.advance(random.nextInt(200));
            }
        }
        log.heal();
        int healedAt = log.records.size();
        settle(pushes, random);
        // What lands after this nobody could know of.
        pushes.forEach(push -> push.access.landLate());
        // Whoever has been superseded finds out when it writes.
        pushes.stream().filter(Push::lives).forEach(push -> push.write(random));
        settle(pushes, random);
        boolean ends = random.nextBoolean();
        if (ends) {
            pushes.stream().filter(Push::lives).forEach(Push::end);
            settle(pushes, random);
        }
        judge(seed, log, pushes, ends, healedAt);
    }

    private static void settle(List<Push> pushes, Random random) {
        for (int quiet = 0; quiet < 3; ) {
            boolean moved = false;
            for (Push push : pushes) {
                moved |= push.step();
                moved |= push.access.step() || !push.access.isQuiet() || push.loop.hasLater();
                push.loop.advance(random.nextInt(400));
            }
            quiet = moved ? 0 : quiet + 1;
        }
    }

    private void judge(long seed, SimulatedLog log, List<Push> pushes, boolean ends, int healedAt) {
        List<Accepted> accepted = new ArrayList<>();
        long[] pushedAt = new long[pushes.size()];
        long[] fenced = new long[pushes.size()];
        pushes.forEach(push -> accepted.add(new Accepted("seed " + seed + ", push " + push.index, push)));
        FoldState fold = FoldState.START;
        long newest = -1;
        for (int offset = 0; offset < log.records.size(); offset++) {
            SimulatedLog.Landed record = log.records.get(offset);
            TagKey key = record.key();
            if (SimulatedLog.isPush(record)) {
                pushedAt[record.producer()] = offset;
            }
            FoldState next = fold.accept(key);
            if (next == null) {
                assertThat(key.epoch() == fold.epoch() && key.firstSequence() < fold.nextSequence() && !fold.ended())
                        .as("seed %d: what has landed is sent again, offset %d", seed, offset)
                        .isFalse();
                continue;
            }
            if (key.kind() == RecordKind.CLAIM) {
                continue;
            }
            fold = next;
            assertThat(pushedAt[record.producer()])
                    .as("seed %d: nobody takes the stream back from a newer push, offset %d", seed, offset)
                    .isGreaterThanOrEqualTo(newest);
            newest = pushedAt[record.producer()];
            fenced[record.producer()] = newest;
            accepted.get(record.producer()).take(record);
        }
        for (Push push : pushes) {
            Accepted own = accepted.get(push.index);
            assertThat(push.fault)
                    .as("seed %d: what %d threw", seed, push.index)
                    .isNull();
            if (push.drops == 0 && !log.refuses) {
                assertThat(own.sequences)
                        .as("seed %d: acknowledged tags of %d that count", seed, push.index)
                        .isGreaterThanOrEqualTo(push.acknowledgedTags());
            }
            if (push.left == null) {
                assertThat(own.sequences)
                        .as("seed %d: all of who stays, %d", seed, push.index)
                        .isEqualTo(push.handed);
                assertThat(push.heldBytes).isZero();
                assertThat(push.ended).isEqualTo(ends);
                assertThat(pushedAt[push.index]).as("seed %d: who stays", seed).isEqualTo(newest);
            }
            if (EpochClaim.TAKEN.equals(push.left)) {
                int claimed = (int) pushedAt[push.index];
                assertThat(log.records.subList(claimed + 1, log.records.size()))
                        .as("seed %d: who leaves has been superseded, %d", seed, push.index)
                        .anyMatch(record -> SimulatedLog.isPush(record) && record.producer() != push.index);
            }
            if (push.access.reliable && !log.refuses) {
                assertThat(push.opened)
                        .as("seed %d: claims of %d, for which nothing fails", seed, push.index)
                        .isLessThan(2);
                assertThat(EpochClaim.TAKEN.equals(push.left) && fenced[push.index] == newest && push.opened > 0)
                        .as("seed %d: %d leaves though nobody has fenced since", seed, push.index)
                        .isFalse();
            }
            assertThat(log.records.subList(healedAt, log.records.size()))
                    .as("seed %d: claims of %d once nothing fails any more", seed, push.index)
                    .filteredOn(record -> record.producer() == push.index
                            && record.key().kind() == RecordKind.CLAIM
                            && record.key().continues())
                    .hasSizeLessThan(log.refuses ? 100 : 3); // each refusal takes one
            taken += EpochClaim.TAKEN.equals(push.left) ? 1 : 0;
            dropped += own.gaps;
            recovered += push.opened > 1 ? 1 : 0;
            survivors += push.left == null ? 1 : 0;
        }
        assertThat(pushes.stream().filter(push -> push.left == null).count())
                .as("seed %d: writers that stay", seed)
                .isLessThanOrEqualTo(1);
    }
}
