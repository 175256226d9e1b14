package io.weir.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: a server, a number of streams, a while of warming up, a while of measuring. */
final class Measurement {
    private static final Logger LOG = LoggerFactory.getLogger(Measurement.class);
    private static final Path PROC = Path.of("/proc");

    /** A stream that is later than this is no stream in real time. */
    private static final long MAX_LAG_MS = 1_000;

    /** How many segments a playlist may be behind what the measured time would bring: one at each end. */
    private static final int SEGMENTS_OF_GRACE = 2;

    private static final Duration BEGIN_WITHIN = Duration.ofMinutes(2);
    private static final long BEGIN_POLL_MS = 100;

    private final MeasuredServer server;
    private final TestClip clip;
    private final int streams;
    private final Plan plan;
    private final Problems problems = new Problems();

    Measurement(MeasuredServer server, TestClip clip, int streams, Plan plan) {
        this.server = server;
        this.clip = clip;
        this.streams = streams;
        this.plan = plan;
    }

    /** What was used between two looks. */
    private record Window(long nanos, Set<Long> pids, ProcessUse server, ProcessUse self, long machineBusyMs) {}

    /**
     * Runs it.
     *
     * @throws IOException if the server's processes are no more
     */
    RunResult run() throws IOException, InterruptedException {
        ProcessUse idle = look().server;
        int watched = Math.min(plan.watched(), streams);
        LOG.info("{}: {} streams begin", server.name(), streams);
        try (LoadGenerator load =
                        LoadGenerator.start(server.rtmp(), clip, streams, watched, Duration.ofMillis(clip.periodMs()));
                Viewers viewers = new Viewers(problems)) {
            awaitBegin(load);
            for (int i = 0; i < watched; i++) {
                viewers.watch(playlist(i), load.frameTimes(i), Duration.ofMillis(plan.pollMs()));
            }
            TimeUnit.SECONDS.sleep(plan.warmUpSeconds());

            List<Playlist> playlistsBefore = viewers.playlists(playlists());
            LOG.info("{}: {} streams are measured for {} s", server.name(), streams, plan.seconds());
            var unused = load.takeMaxLagMs();
            viewers.measure(true);
            Window before = look();
            TimeUnit.SECONDS.sleep(plan.seconds());
            Window after = look();
            viewers.measure(false);
            long maxLagMs = load.takeMaxLagMs();
            compare(playlistsBefore, viewers.playlists(playlists()));

            judge(load, maxLagMs, before, after);
            Distribution lastFrame = viewers.delays(PlaylistWatch::lastFrameDelaysMs);
            if (lastFrame.count() == 0) {
                problems.add("no delay was measured");
            } else if (lastFrame.max() > TimeUnit.SECONDS.toMillis(plan.segmentSeconds())) {
                problems.add("a segment was listed " + lastFrame.max()
                        + " ms after its last picture was sent, which is more than its length");
            }
            @Nullable Long liveHeapBytes = server.liveHeapBytes();
            long cpuMs = after.server.cpuMs() - before.server.cpuMs();
            long selfMs = after.self.cpuMs() - before.self.cpuMs();
            return new RunResult(
                    server.name(),
                    streams,
                    (after.nanos - before.nanos) / 1e9,
                    cpuMs,
                    selfMs,
                    Math.max(0, after.machineBusyMs - before.machineBusyMs - cpuMs - selfMs),
                    idle.residentBytes(),
                    after.server.residentBytes(),
                    after.server.peakResidentBytes(),
                    liveHeapBytes,
                    lastFrame,
                    viewers.delays(PlaylistWatch::firstFrameDelaysMs),
                    watched,
                    maxLagMs,
                    problems.list());
        }
    }

    private Window look() throws IOException {
        Set<Long> pids = ProcessUse.withDescendants(server.pids());
        return new Window(
                System.nanoTime(),
                pids,
                ProcessUse.read(PROC, pids),
                ProcessUse.read(PROC, List.of(ProcessHandle.current().pid())),
                ProcessUse.machineBusyMs(PROC));
    }

    private void awaitBegin(LoadGenerator load) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!load.isSettled()) {
            if (System.nanoTime() - startNanos > BEGIN_WITHIN.toNanos()) {
                problems.add("not all streams had begun after " + BEGIN_WITHIN.toSeconds() + " s");
                return;
            }
            Thread.sleep(BEGIN_POLL_MS);
        }
    }

    private void judge(LoadGenerator load, long maxLagMs, Window before, Window after) {
        problems.addAll(load.problems());
        if (maxLagMs > MAX_LAG_MS) {
            problems.add("a publisher was " + maxLagMs + " ms late");
        }
        if (!before.pids.equals(after.pids)) {
            problems.add("the server's processes changed from " + before.pids + " to " + after.pids);
        }
    }

    /** Every stream's playlist must have gone on. */
    private void compare(List<Playlist> before, List<Playlist> after) {
        for (int i = 0; i < streams; i++) {
            long targetSeconds = Math.max(plan.segmentSeconds(), before.get(i).targetSeconds());
            long due = Math.max(1, plan.seconds() / targetSeconds - SEGMENTS_OF_GRACE);
            long segments = after.get(i).nextMediaSequence() - before.get(i).nextMediaSequence();
            if (before.get(i).entries().isEmpty()) {
                problems.add(playlist(i) + " was not there after the warm-up");
            } else if (segments < due) {
                problems.add(playlist(i) + " went on by " + segments + " segments in " + plan.seconds()
                        + " s, expected " + due);
            }
        }
    }

    private URI playlist(int stream) {
        return server.playlist(LoadGenerator.streamName(stream));
    }

    private Stream<URI> playlists() {
        return IntStream.range(0, streams).mapToObj(this::playlist);
    }
}
