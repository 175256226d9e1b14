package io.weir.e2e;

import io.weir.e2e.ChaosVerifier.Missing;
import io.weir.e2e.ChaosWatcher.Outage;
import io.weir.e2e.ChaosWatcher.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a run has shown: for each kind of round what it cost, and what must not be. */
final class ChaosReport {
    private static final class Cost {
        int rounds;
        int runs;
        long missingFrames;
        long longestMissingMs;
        long allowedMs;
        long longestWaitMs;
        long longestOutageMs;
        long longestRecoveryMs;
    }

    private final Map<String, Cost> costs = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private long sent;
    private long logged;
    private int continued;
    private int playlists;
    private int ofBothEdges;

    void violation(String what) {
        violations.add(what);
    }

    void served(ChaosServed served) {
        playlists = served.playlists();
        ofBothEdges = served.servedBySeveral();
    }

    void stream(ChaosPublisher publisher, ChaosLog log) {
        sent += publisher.pictures().count() + publisher.sounds().count();
        logged += log.frames();
        continued += log.continued();
    }

    /** Notes frames that are missing; none may be but near a round that may cost so many. */
    void missing(List<ChaosRound> rounds, String stream, Missing run, long aroundMs) {
        told.add(stream + ": " + run);
        Optional<ChaosRound> round = rounds.stream()
                .filter(candidate -> candidate.overlaps(run.sentFromMs() - aroundMs, run.sentToMs() + aroundMs))
                .max(Comparator.comparingLong(ChaosRound::maxMissingMs));
        if (round.isEmpty()) {
            violation(stream + ": missing, and no fault was near: " + run);
            return;
        }
        Cost cost = cost(round.get());
        cost.runs++;
        cost.missingFrames += run.frames();
        cost.longestMissingMs = Math.max(cost.longestMissingMs, run.lengthMs());
        if (run.lengthMs() > round.get().maxMissingMs()) {
            violation(stream + ": missing " + run.lengthMs() + " ms, at most "
                    + round.get().maxMissingMs() + " ms may be after "
                    + round.get().faults() + ": " + run);
        }
    }

    /**
     * Notes how long viewers waited for segments, and when they got no playlist. That may be only near a round; a time without
     * a playlist is no time without a segment.
     */
    void watched(List<ChaosRound> rounds, ChaosWatcher watcher, long aroundMs) {
        for (Outage outage : watcher.outages()) {
            Optional<ChaosRound> near = nearest(rounds, outage.fromMs() - aroundMs, outage.toMs());
            if (near.isEmpty()) {
                violation(watcher + ": not served, and no fault was near: " + outage);
            } else {
                Cost cost = cost(near.get());
                cost.longestOutageMs = Math.max(cost.longestOutageMs, outage.toMs() - outage.fromMs());
            }
        }
        for (Wait wait : watcher.waits()) {
            boolean served = watcher.outages().stream()
                    .noneMatch(outage -> outage.stream().equals(wait.stream())
                            && outage.fromMs() <= wait.toMs()
                            && outage.toMs() >= wait.fromMs());
            if (served) {
                nearest(rounds, wait.fromMs(), wait.toMs()).map(this::cost).ifPresent(cost -> {
                    cost.longestWaitMs = Math.max(cost.longestWaitMs, wait.lengthMs());
                });
            }
        }
    }

    /** The round that has most of a time, if any has some of it. */
    private static Optional<ChaosRound> nearest(List<ChaosRound> rounds, long fromMs, long toMs) {
        return rounds.stream()
                .filter(round -> round.overlaps(fromMs, toMs))
                .max(Comparator.comparingLong(
                        round -> Math.min(toMs, round.recoveredMs()) - Math.max(fromMs, round.fromMs())));
    }

    /** Notes how long the rounds took, and which there were. */
    void rounds(List<ChaosRound> rounds) {
        for (ChaosRound round : rounds) {
            Cost cost = cost(round);
            cost.rounds++;
            cost.allowedMs = round.maxMissingMs();
            cost.longestRecoveryMs = Math.max(cost.longestRecoveryMs, round.recoveredMs() - round.mendedMs());
        }
    }

    private Cost cost(ChaosRound round) {
        return costs.computeIfAbsent(round.what(), what -> new Cost());
    }

    List<String> violations() {
        return violations;
    }

    /** As text, one line a kind of round. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("%d frames sent, %d in the log, %d epochs continued; %d playlists, %d of them from both edges%n"
                .formatted(sent, logged, continued, playlists, ofBothEdges));
        text.append("| faults | rounds | runs of missing frames | frames | longest, ms | at most, ms "
                + "| longest without a segment, s | longest without a playlist, s | recovered within, s |\n");
        costs.forEach((what, cost) -> text.append("| %s | %d | %d | %d | %d | %d | %.1f | %.1f | %.1f |%n"
                .formatted(
                        what,
                        cost.rounds,
                        cost.runs,
                        cost.missingFrames,
                        cost.longestMissingMs,
                        cost.allowedMs,
                        cost.longestWaitMs / 1e3,
                        cost.longestOutageMs / 1e3,
                        cost.longestRecoveryMs / 1e3)));
        told.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
