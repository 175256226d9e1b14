package io.weir.camera.registry;

import io.weir.camera.CameraRefusal;
import io.weir.camera.CameraRefusal.Reason;
import io.weir.camera.CameraSnapshot;
import io.weir.camera.ChangeRules;
import io.weir.camera.RegistryUnavailableException;
import io.weir.camera.registry.CameraLog.AwayException;
import io.weir.camera.registry.CameraLog.LogException;
import io.weir.camera.registry.CameraLog.Turn;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes so that nothing comes between what a change was judged by and its records: it takes the turn, reads to the end,
 * judges, appends. Whoever takes the turn makes all earlier turns worthless; so what an append under a turn that still holds
 * follows is just what was read since. One who has the turn keeps it: as long as it holds, nobody else has written.
 *
 * <p>Why appending first and judging afterwards does not do: docs/adr/0013. Confined to one thread.
 */
final class RegistryWriter implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 5;

    /** Refusals that a change may meet because it was itself done, by an attempt of which no answer came. */
    private static final Set<Reason> OWN_DOING = Set.of(Reason.NOT_THERE, Reason.CHANGED);

    private final CameraLog log;
    private final CatchUp reader;
    private final Pause pause;
    private @Nullable Turn turn;

    /** Reads on. */
    @FunctionalInterface
    interface CatchUp {
        /**
         * A snapshot of a place at or behind the offset.
         *
         * @throws LogException if it takes too long
         */
        CameraSnapshot upTo(long end) throws LogException;
    }

    /** Waits before another attempt, so that two who take each other's turn do not do so for ever. */
    @FunctionalInterface
    interface Pause {
        void before(int attempt);
    }

    RegistryWriter(CameraLog log, CatchUp reader, Pause pause) {
        this.log = log;
        this.reader = reader;
        this.pause = pause;
    }

    /**
     * Writes what the rules make of the registry's state.
     *
     * @return what they refuse
     * @throws RegistryUnavailableException if Kafka is away; it may have been done all the same
     */
    List<CameraRefusal> write(Function<CameraSnapshot, ChangeRules.Outcome> rules) {
        LogException failure = null;
        boolean mayHaveLanded = false;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            try {
                ChangeRules.Outcome outcome = judge(rules);
                if (!outcome.writes().isEmpty() && turn == null) {
                    turn = log.takeTurn();
                    outcome = judge(rules); // by what was written until the turn was taken
                }
                Turn mine = turn;
                if (mine == null || outcome.writes().isEmpty()) {
                    return told(outcome.refusals(), mayHaveLanded);
                }
                mayHaveLanded = true;
                long end = mine.append(outcome.writes());
                reader.upTo(end);
                return outcome.refusals();
            } catch (LogException e) {
                failure = e;
                endTurn();
                if (e instanceof AwayException && !mayHaveLanded) {
                    break;
                }
                pause.before(attempt + 1);
            }
        }
        throw new RegistryUnavailableException(
                (mayHaveLanded ? "it is not known whether the change was made: " : "the change was not made: ")
                        + (failure == null ? "" : failure.getMessage()),
                failure == null ? new IllegalStateException() : failure);
    }

    private ChangeRules.Outcome judge(Function<CameraSnapshot, ChangeRules.Outcome> rules) throws LogException {
        return rules.apply(reader.upTo(log.end()));
    }

    private static List<CameraRefusal> told(List<CameraRefusal> refusals, boolean mayHaveLanded) {
        if (mayHaveLanded && refusals.stream().anyMatch(refusal -> OWN_DOING.contains(refusal.reason()))) {
            throw new RegistryUnavailableException(
                    "it is not known whether the change was made: Kafka did not answer in time");
        }
        return refusals;
    }

    private void endTurn() {
        Turn ended = turn;
        turn = null;
        if (ended != null) {
            ended.close();
        }
    }

    @Override
    public void close() {
        endTurn();
    }
}
