package io.weir.e2e;

import io.weir.e2e.ChaosProcess.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Faults that happened together.
 *
 * @param fromMs when they began, wall clock
 * @param mendedMs when the last of them was over: what was down is started, what was cut is mended
 * @param recoveredMs when all processes were ready, the log was on all brokers, and all edges had new segments of all streams
 */
record ChaosRound(List<ChaosFault> faults, long fromMs, long mendedMs, long recoveredMs) {

    /** Until the others go on without a broker: the session's time-out, and what it takes to act on it. */
    private static final long BROKER_IS_MISSED_MS = 12_000;

    /** Has the faults happen, and returns when the last of them is over. */
    static void happen(ChaosCluster cluster, List<ChaosFault> faults) {
        CompletableFuture.allOf(faults.stream()
                        .map(fault -> CompletableFuture.runAsync(() -> happen(cluster, fault), runnable -> {
                            Thread thread = new Thread(runnable, "fault " + fault);
                            thread.setDaemon(true);
                            thread.start();
                        }))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static void happen(ChaosCluster cluster, ChaosFault fault) {
        try {
            switch (fault.kind()) {
                case KILL -> {
                    cluster.process(fault.target()).program().kill();
                    Thread.sleep(fault.lengthMs());
                    cluster.process(fault.target()).start();
                }
                case RESTART -> {
                    cluster.process(fault.target()).terminate();
                    Thread.sleep(fault.lengthMs());
                    cluster.process(fault.target()).start();
                }
                case FREEZE -> {
                    cluster.process(fault.target()).program().freeze();
                    Thread.sleep(fault.lengthMs());
                    cluster.process(fault.target()).program().thaw();
                }
                case KAFKA_AWAY -> {
                    for (ChaosProcess broker : cluster.all(Role.BROKER)) {
                        broker.program().freeze();
                    }
                    Thread.sleep(fault.lengthMs());
                    for (ChaosProcess broker : cluster.all(Role.BROKER)) {
                        broker.program().thaw();
                    }
                }
                case STORE_DOWN -> ofStore(cluster, fault, cluster.store()::refuse);
                case STORE_SILENT -> ofStore(cluster, fault, cluster.store()::cut);
                case STORE_SLOW -> ofStore(cluster, fault, () -> cluster.store().slow(2_000));
                case CUT_FROM_KAFKA -> cut(cluster, fault, namesOf(cluster.all(Role.BROKER)));
                case CUT_FROM_NODES -> cut(cluster, fault, otherNodes(cluster, fault.target()));
                case CUT_FROM_ALL -> {
                    List<String> others = otherNodes(cluster, fault.target());
                    others.addAll(namesOf(cluster.all(Role.BROKER)));
                    others.remove(fault.target());
                    others.add(ChaosHosts.OUTSIDE);
                    cut(cluster, fault, others);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void ofStore(ChaosCluster cluster, ChaosFault fault, Work work)
            throws IOException, InterruptedException {
        work.run();
        Thread.sleep(fault.lengthMs());
        cluster.store().mend();
    }

    private static void cut(ChaosCluster cluster, ChaosFault fault, List<String> others)
            throws IOException, InterruptedException {
        cluster.hosts().cut(fault.target(), others);
        Thread.sleep(fault.lengthMs());
        cluster.hosts().mend(fault.target(), others);
    }

    private static List<String> otherNodes(ChaosCluster cluster, String target) {
        List<String> others = new ArrayList<>();
        for (Role role : List.of(Role.INGEST, Role.SEGMENTER, Role.EDGE)) {
            others.addAll(namesOf(cluster.all(role)));
        }
        others.remove(target);
        return others;
    }

    private static List<String> namesOf(List<ChaosProcess> processes) {
        return processes.stream().map(ChaosProcess::name).toList();
    }

    /**
     * The longest that may be missing of a stream in this round, ms: what its faults may cost one after the other. What a node
     * has not written is more while a broker is away.
     */
    long maxMissingMs() {
        long sum = faults.stream().mapToLong(ChaosFault::maxMissingMs).sum();
        long kafkaAwayMs = faults.stream().mapToLong(ChaosRound::kafkaAwayMs).sum();
        return sum > 0 ? sum + kafkaAwayMs : 0;
    }

    private static long kafkaAwayMs(ChaosFault fault) {
        if (fault.kind() == ChaosFault.Kind.KAFKA_AWAY) {
            return fault.lengthMs() + BROKER_IS_MISSED_MS;
        }
        return !fault.kind().isOfService() && fault.role() == Role.BROKER ? BROKER_IS_MISSED_MS : 0;
    }

    /** What its faults are, whichever processes they happened to. */
    String what() {
        return String.join(" + ", faults.stream().map(ChaosFault::what).sorted().toList());
    }

    /** Whether a time overlaps with that from the first fault to the recovery. */
    boolean overlaps(long otherFromMs, long otherToMs) {
        return otherFromMs <= recoveredMs && otherToMs >= fromMs;
    }
}
