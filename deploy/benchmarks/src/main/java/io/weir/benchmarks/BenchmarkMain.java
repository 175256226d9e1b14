package io.weir.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command {@code deploy/benchmarks/run.sh}. */
@Command(
        name = "run.sh",
        description = "Publishes many streams in real time to Weir and reports what they cost: CPU, memory, delay.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
public final class BenchmarkMain implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int INVALID = 3;

    /** Of the bytes sent, on disk at one time: the log and the segments, and some to spare. */
    private static final double DISK_PER_BYTE_SENT = 2.5;

    @Option(names = "--streams", split = ",", description = "how many, a run each", defaultValue = "1,100,400")
    private List<Integer> streams = List.of();

    @Option(names = "--seconds", description = "measured in each run", defaultValue = "60")
    private int seconds;

    @Option(names = "--warm-up", description = "seconds before them", defaultValue = "60")
    private int warmUpSeconds;

    @Option(names = "--segment", description = "seconds that segments aim at", defaultValue = "5")
    private int segmentSeconds;

    @Option(names = "--bitrate", description = "of the clip that is made, bits per second", defaultValue = "1000000")
    private int bitsPerSecond;

    @Option(names = "--clip", description = "FLV file of H.264 and AAC to publish instead")
    private @Nullable Path clip;

    @Option(names = "--watched", description = "streams, at most, whose delay is measured", defaultValue = "4")
    private int watched;

    @Option(names = "--poll", description = "ms between two looks at a watched playlist", defaultValue = "100")
    private int pollMs;

    @Option(names = "--peer", description = "measure this server too, in the same way: nginx")
    private @Nullable String peer;

    @Option(
            names = "--pid",
            split = ",",
            description = "measure these running processes of Weir instead; needs --rtmp and --http")
    private Set<Long> pids = Set.of();

    @Option(names = "--rtmp", description = "where they take streams: rtmp://HOST:PORT/APP")
    private @Nullable URI rtmp;

    @Option(names = "--http", description = "where they serve them: http://HOST:PORT/APP")
    private @Nullable URI http;

    @Option(
            names = "--output",
            description = "folder of report.md and report.json",
            defaultValue = "${weir.benchmarks.output}")
    private Path output = Path.of("");

    @Option(names = "--home", description = "Weir's source tree", defaultValue = "${weir.home}", hidden = true)
    private Path home = Path.of("");

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private final Map<String, String> servers = new LinkedHashMap<>();
    private final List<RunResult> results = new ArrayList<>();

    /** Makes a server ready in an empty folder. */
    @FunctionalInterface
    private interface Starter {
        MeasuredServer start(Path folder) throws IOException, InterruptedException;
    }

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new BenchmarkMain());
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            command.getErr().println("run.sh: " + problem.getMessage());
            return FAILED;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Machine machine = Machine.read();
        TestClip load = clip == null ? TestClip.encode(bitsPerSecond) : TestClip.read(clip);
        Plan plan = new Plan(seconds, warmUpSeconds, segmentSeconds, watched, pollMs);
        String command = "deploy/benchmarks/run.sh "
                + (spec == null
                        ? ""
                        : String.join(" ", spec.commandLine().getParseResult().originalArgs()));
        Report report =
                new Report(command.strip(), machine, load.description(), load.bitsPerSecond(), plan, servers, results);
        for (int count : streams) {
            for (Starter starter : starters()) {
                measure(starter, load, count, plan);
                report.write(output); // what has been found stays, whatever becomes of the next run
            }
        }
        System.out.println(report.markdown());
        System.out.println("(" + output.resolve("report.md") + ", report.json)");
        return results.stream().allMatch(RunResult::isValid) ? OK : INVALID;
    }

    private List<Starter> starters() {
        if (!pids.isEmpty() && rtmp != null && http != null) {
            MeasuredServer running = new RunningServer(pids, rtmp, http);
            return List.of(folder -> running);
        }
        Starter weir = folder -> WeirServer.start(home, folder, segmentSeconds);
        Starter nginx = folder -> NginxServer.start(folder, segmentSeconds);
        return peer == null ? List.of(weir) : List.of(weir, nginx);
    }

    private void check() throws IOException {
        require(streams.stream().allMatch(count -> count > 0), "--streams are at least 1");
        require(seconds > 0 && warmUpSeconds >= 0, "--seconds are at least 1, --warm-up at least 0");
        require(watched > 0 && watched <= 8, "--watched is 1 to 8");
        require(pollMs >= 10, "--poll is at least 10");
        require(pids.isEmpty() || (rtmp != null && http != null), "--pid needs --rtmp and --http");
        require(peer == null || peer.equals("nginx"), "--peer can be nginx");
        require(peer == null || pids.isEmpty(), "--peer and --pid do not go together");
        if (peer != null) {
            NginxServer.requireInstalled();
        }
    }

    private void require(boolean holds, String problem) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }

    private void measure(Starter starter, TestClip load, int count, Plan plan)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-benchmark-");
        try {
            requireSpace(folder, load, count, plan);
            try (MeasuredServer server = starter.start(folder)) {
                servers.put(server.name(), server.description());
                results.add(new Measurement(server, load, count, plan).run());
            }
        } finally {
            delete(folder);
        }
    }

    private static void requireSpace(Path folder, TestClip load, int count, Plan plan) throws IOException {
        long sentSeconds = plan.warmUpSeconds() + plan.seconds() + 2 * load.periodMs() / 1000;
        double needed = DISK_PER_BYTE_SENT * sentSeconds * count * load.bitsPerSecond() / 8;
        long free = Files.getFileStore(folder).getUsableSpace();
        if (needed > free) {
            throw new IOException("%d streams need about %.1f GB in %s, and %.1f GB are free"
                    .formatted(count, needed / 1e9, folder, free / 1e9));
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
