package io.weir.e2e;

import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.weir.e2e.ChaosVerifier.Missing;
import io.weir.storage.ObjectStore;
import io.weir.storage.S3ObjectStore;
import io.weir.storage.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A cluster with its publishers, and a viewer of all streams at each edge, to which faults happen. */
final class ChaosRun implements AutoCloseable {
    /** From the end of the faults until all streams flow at all edges, and each record is on all brokers. */
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(90);

    private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);
    private static final Duration STORED_WITHIN = Duration.ofMinutes(5);

    /** Around faults: a request may be under way when one begins, and one that has failed takes its time to be answered. */
    private static final long AROUND_MS = 5_000;

    private final S3Settings s3;
    private final ChaosCluster cluster;
    private final ChaosServed served = new ChaosServed();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<ChaosPublisher> publishers = new ArrayList<>();
    private final List<ChaosWatcher> watchers = new ArrayList<>();
    private final List<ChaosRound> rounds = new ArrayList<>();
    private final ChaosReport report = new ChaosReport();

    private ChaosRun(S3Settings s3, ChaosCluster cluster) {
        this.s3 = s3;
        this.cluster = cluster;
    }

    /** Starts all, and returns when all streams are seen at all edges. */
    static ChaosRun start(Path folder, S3Settings s3, int streams, Map<String, String> settings) throws Exception {
        ChaosRun run = new ChaosRun(s3, ChaosCluster.start(folder, s3, settings));
        try {
            run.publish(streams);
            return run;
        } catch (Exception | AssertionError e) {
            run.close();
            throw e;
        }
    }

    private void publish(int streams) {
        List<String> names =
                IntStream.range(0, streams).mapToObj(ChaosRun::name).toList();
        for (int stream = 0; stream < streams; stream++) {
            List<URI> servers = new ArrayList<>();
            for (URI ingest : cluster.ingests()) {
                servers.add(ingest.resolve(name(stream) + "?key=" + ChaosCluster.PUBLISH_KEY));
            }
            Collections.rotate(servers, stream);
            ChaosPublisher publisher = new ChaosPublisher(stream, group, servers);
            publishers.add(publisher);
            publisher.start();
        }
        for (int edge = 0; edge < cluster.edges().size(); edge++) {
            watchers.add(ChaosWatcher.start(edge + 1, cluster.edges().get(edge), names, served));
        }
        awaitFlow(System.currentTimeMillis(), Places.AMPLE);
    }

    static String name(int stream) {
        return String.format(Locale.ROOT, "cam%02d", stream);
    }

    ChaosCluster cluster() {
        return cluster;
    }

    List<ChaosWatcher> watchers() {
        return watchers;
    }

    ChaosReport report() {
        return report;
    }

    /** Has faults happen, and returns when the cluster has recovered from them. */
    ChaosRound happen(List<ChaosFault> faults) {
        long fromMs = System.currentTimeMillis();
        ChaosRound.happen(cluster, faults);
        long mendedMs = System.currentTimeMillis();
        // Known before it is over, so that what is found when it never is can be told.
        rounds.add(new ChaosRound(faults, fromMs, mendedMs, Long.MAX_VALUE));
        cluster.awaitReady();
        awaitFlow(mendedMs, RECOVERED_WITHIN);
        cluster.awaitReplicated();
        ChaosRound round = new ChaosRound(faults, fromMs, mendedMs, System.currentTimeMillis());
        rounds.set(rounds.size() - 1, round);
        System.out.printf(
                "%tT %s: over after %.1f s, recovered %.1f s later%n",
                fromMs, faults, (mendedMs - fromMs) / 1e3, (round.recoveredMs() - mendedMs) / 1e3);
        return round;
    }

    private void awaitFlow(long sinceMs, Duration within) {
        await("new segments of all streams at all edges")
                .atMost(within)
                .pollInterval(Places.POLL)
                .conditionEvaluationListener(condition -> {
                    if (!condition.isSatisfied() && condition.getRemainingTimeInMS() < 500) {
                        watchers.forEach(watcher -> System.out.println(
                                watcher + " has nothing new of " + watcher.withoutNewSince(sinceMs)));
                    }
                })
                .until(() -> watchers.stream().allMatch(watcher -> watcher.hasNewOfAllSince(sinceMs)));
    }

    /** Ends all streams, and judges all that was sent, logged, stored and seen. */
    void judge() throws Exception {
        publishers.forEach(ChaosPublisher::stop);
        await("all playlists have ended")
                .atMost(ENDED_WITHIN)
                .pollInterval(Places.POLL)
                .until(() -> watchers.stream().allMatch(ChaosWatcher::haveAllEnded));
        try (ObjectStore store = new S3ObjectStore(s3)) {
            await("all that playlists listed is stored")
                    .atMost(STORED_WITHIN)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> allIsStored(store));
        }
        for (ChaosWatcher watcher : watchers) {
            watcher.close();
            watcher.violations().forEach(report::violation);
            report.watched(rounds, watcher, AROUND_MS);
        }
        cluster.endNodes();
        report.rounds(rounds);
        report.served(served);
        try (ObjectStore store = new S3ObjectStore(s3)) {
            for (ChaosPublisher publisher : publishers) {
                judge(store, publisher);
            }
        }
    }

    /** After a long outage the store gets what it lacks long after playlists have listed it. */
    private boolean allIsStored(ObjectStore store) throws Exception {
        for (ChaosPublisher publisher : publishers) {
            String stream = name(publisher.stream());
            long listed = watchers.get(0).history(stream).entries().values().stream()
                    .filter(entry -> !entry.gap())
                    .count();
            if (ChaosRecording.count(store, stream) < listed) {
                return false;
            }
        }
        return true;
    }

    private void judge(ObjectStore store, ChaosPublisher publisher) throws Exception {
        String stream = name(publisher.stream());
        ChaosLog log = ChaosLog.read(cluster.bootstrapServers(), ChaosCluster.topicOf(stream), publisher.stream());
        ChaosVerifier verifier = new ChaosVerifier(log, ChaosRecording.read(store, stream, publisher.stream()));
        watchers.forEach(watcher -> verifier.listed(watcher.history(stream).entries()));
        verifier.judge(publisher.pictures(), publisher.sounds(), served.segments());
        verifier.violations().forEach(violation -> report.violation(stream + ": " + violation));
        report.stream(publisher, log);
        for (Missing missing : verifier.missing()) {
            report.missing(rounds, stream, missing, AROUND_MS);
        }
        if (!verifier.violations().isEmpty()) {
            report.violation(stream + "'s publisher: " + publisher.events());
        }
    }

    @Override
    public void close() throws IOException {
        publishers.forEach(ChaosPublisher::stop);
        watchers.forEach(ChaosWatcher::close);
        cluster.close();
        group.shutdownGracefully().syncUninterruptibly();
    }
}
