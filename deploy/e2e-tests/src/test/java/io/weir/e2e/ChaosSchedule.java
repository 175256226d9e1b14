package io.weir.e2e;

import io.weir.e2e.ChaosFault.Kind;
import io.weir.e2e.ChaosProcess.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Which faults happen in which order, from a seed. They come in rounds: those of one begin together, and the next begins
 * when the cluster has recovered from them, so that each loss has few causes and one broker at most is away.
 */
final class ChaosSchedule {
    private static final int MIN_MS = 2_000;
    private static final int MAX_FROZEN_MS = 20_000;
    private static final int MIN_STORE_MS = 10_000;
    private static final int MAX_STORE_MS = 40_000;

    private record Form(Kind kind, Role role, int minMs, int maxMs) {}

    /** What can go wrong; a fault of a service has a role that says nothing. */
    private static final List<Form> FORMS = List.of(
            new Form(Kind.KILL, Role.INGEST, MIN_MS, 5_000),
            new Form(Kind.KILL, Role.SEGMENTER, MIN_MS, 5_000),
            new Form(Kind.KILL, Role.EDGE, MIN_MS, 5_000),
            new Form(Kind.KILL, Role.BROKER, MIN_MS, 15_000),
            new Form(Kind.FREEZE, Role.INGEST, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.FREEZE, Role.SEGMENTER, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.FREEZE, Role.EDGE, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.FREEZE, Role.BROKER, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.RESTART, Role.INGEST, 0, MIN_MS),
            new Form(Kind.RESTART, Role.SEGMENTER, 0, MIN_MS),
            new Form(Kind.RESTART, Role.EDGE, 0, MIN_MS),
            new Form(Kind.RESTART, Role.BROKER, 0, 10_000),
            new Form(Kind.KAFKA_AWAY, Role.BROKER, MIN_MS, MAX_STORE_MS),
            new Form(Kind.STORE_DOWN, Role.SEGMENTER, MIN_STORE_MS, MAX_STORE_MS),
            new Form(Kind.STORE_SILENT, Role.SEGMENTER, MIN_STORE_MS, MAX_STORE_MS),
            new Form(Kind.STORE_SLOW, Role.SEGMENTER, MIN_STORE_MS, MAX_STORE_MS),
            new Form(Kind.CUT_FROM_KAFKA, Role.INGEST, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_KAFKA, Role.SEGMENTER, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_KAFKA, Role.EDGE, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_NODES, Role.INGEST, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_NODES, Role.SEGMENTER, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_NODES, Role.EDGE, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_ALL, Role.INGEST, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_ALL, Role.SEGMENTER, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_ALL, Role.EDGE, MIN_MS, MAX_FROZEN_MS),
            new Form(Kind.CUT_FROM_ALL, Role.BROKER, MIN_MS, MAX_FROZEN_MS));

    private final Random random;
    private final boolean withCuts;
    private final List<Form> coming = new ArrayList<>();

    /** @param withCuts whether hosts can be cut off from one another */
    ChaosSchedule(long seed, boolean withCuts) {
        this.random = new Random(seed);
        this.withCuts = withCuts;
    }

    /** The short one, in which each kind of fault and each role has its turn: short faults, and few rounds. */
    List<List<ChaosFault>> shortRounds() {
        List<List<ChaosFault>> rounds = new ArrayList<>(List.of(
                List.of(fault(Kind.KILL, Role.INGEST, 3_000)),
                List.of(fault(Kind.KILL, Role.SEGMENTER, 2_000), fault(Kind.STORE_SLOW, Role.SEGMENTER, 10_000)),
                List.of(fault(Kind.KILL, Role.BROKER, 5_000), fault(Kind.KILL, Role.EDGE, 2_000)),
                List.of(fault(Kind.FREEZE, Role.INGEST, 8_000), fault(Kind.FREEZE, Role.EDGE, 5_000)),
                List.of(fault(Kind.FREEZE, Role.BROKER, 12_000), fault(Kind.FREEZE, Role.SEGMENTER, 8_000)),
                List.of(fault(Kind.RESTART, Role.INGEST, 0), fault(Kind.RESTART, Role.SEGMENTER, 0)),
                List.of(fault(Kind.RESTART, Role.BROKER, 1_000), fault(Kind.RESTART, Role.EDGE, 0)),
                List.of(serviceFault(Kind.KAFKA_AWAY, 30_000)),
                List.of(serviceFault(random.nextBoolean() ? Kind.STORE_DOWN : Kind.STORE_SILENT, 12_000))));
        if (withCuts) {
            rounds.add(List.of(fault(Kind.CUT_FROM_KAFKA, Role.INGEST, 8_000)));
            rounds.add(List.of(
                    fault(Kind.CUT_FROM_NODES, Role.SEGMENTER, 12_000), fault(Kind.CUT_FROM_KAFKA, Role.EDGE, 8_000)));
            rounds.add(List.of(fault(Kind.CUT_FROM_ALL, Role.SEGMENTER, 8_000)));
        }
        Collections.shuffle(rounds, random);
        return rounds;
    }

    /** Long outages of what nodes need, one after the other. */
    List<List<ChaosFault>> outages() {
        List<List<ChaosFault>> rounds = new ArrayList<>();
        for (int seconds : new int[] {5, 30, 90}) {
            rounds.add(List.of(serviceFault(Kind.KAFKA_AWAY, seconds * 1_000L)));
        }
        rounds.add(List.of(fault(Kind.KILL, Role.BROKER, 60_000)));
        rounds.add(List.of(serviceFault(Kind.STORE_SLOW, 60_000)));
        rounds.add(List.of(serviceFault(Kind.STORE_DOWN, 60_000)));
        if (withCuts) {
            rounds.add(List.of(fault(Kind.CUT_FROM_NODES, Role.INGEST, 60_000)));
            rounds.add(List.of(fault(Kind.CUT_FROM_NODES, Role.SEGMENTER, 60_000)));
            rounds.add(List.of(fault(Kind.CUT_FROM_NODES, Role.EDGE, 60_000)));
        }
        rounds.add(List.of(serviceFault(Kind.STORE_DOWN, 600_000)));
        return rounds;
    }

    private ChaosFault fault(Kind kind, Role role, long lengthMs) {
        return kind.isOfService() ? serviceFault(kind, lengthMs) : new ChaosFault(kind, targetOf(role), lengthMs);
    }

    private static ChaosFault serviceFault(Kind kind, long lengthMs) {
        return new ChaosFault(kind, ChaosFault.SERVICE, lengthMs);
    }

    private String targetOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT) + (1 + random.nextInt(role == Role.BROKER ? 3 : 2));
    }

    /**
     * The next round of a long run: one fault, often a second one of another process. All forms have their turn before one
     * comes again.
     */
    List<ChaosFault> next() {
        List<ChaosFault> round = new ArrayList<>();
        round.add(nextFault());
        if (random.nextInt(3) == 0) {
            ChaosFault second = nextFault();
            boolean same = second.target().equals(round.get(0).target()); // one service at a time, too
            boolean twoBrokers = isOfBroker(second) && isOfBroker(round.get(0));
            if (!same && !twoBrokers) {
                round.add(second);
            }
        }
        return round;
    }

    private static boolean isOfBroker(ChaosFault fault) {
        return fault.kind() == Kind.KAFKA_AWAY || (!fault.kind().isOfService() && fault.role() == Role.BROKER);
    }

    private ChaosFault nextFault() {
        if (coming.isEmpty()) {
            coming.addAll(FORMS.stream()
                    .filter(form -> withCuts || !form.kind().isCut())
                    .toList());
            Collections.shuffle(coming, random);
        }
        Form form = coming.remove(coming.size() - 1);
        return fault(form.kind(), form.role(), form.minMs() + random.nextInt(form.maxMs() - form.minMs() + 1));
    }
}
