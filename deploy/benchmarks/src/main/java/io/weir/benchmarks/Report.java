package io.weir.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The findings of some runs, for people and for programs.
 *
 * @param servers descriptions by name
 */
record Report(
        String command,
        Machine machine,
        String clip,
        long clipBitsPerSecond,
        Plan plan,
        Map<String, String> servers,
        List<RunResult> runs) {
    private static final double MIB = 1 << 20;

    /** Writes {@code report.md} and {@code report.json}, over those of an earlier time. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.md"), markdown());
        Files.writeString(folder.resolve("report.json"), json());
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this) + "\n";
    }

    String markdown() {
        StringBuilder out = new StringBuilder();
        line(out, "`%s`, %s", command, machine.startedAt());
        line(out, "");
        line(
                out,
                "- machine: %s, %d processors, %.1f GiB; %s; load average %.2f before the start",
                machine.processor(),
                machine.processors(),
                machine.memoryBytes() / MIB / 1024,
                machine.system(),
                machine.loadAverage());
        servers.forEach((name, description) -> line(out, "- %s: %s", name, description));
        line(out, "- load and viewers: one process, %s", machine.jvm());
        line(out, "- clip: %s, %d kbps, looped in real time", clip, clipBitsPerSecond / 1000);
        line(
                out,
                "- each run: %d s of warm-up, %d s measured, segments of %d s; up to %d streams watched, every %d ms",
                plan.warmUpSeconds(),
                plan.seconds(),
                plan.segmentSeconds(),
                plan.watched(),
                plan.pollMs());
        line(out, "");
        line(
                out,
                "| server | streams | CPU ms per stream-second | cores | memory MiB (peak) | before load | live heap"
                        + " | MiB per stream | delay of the last frame ms, p50 / p95 / max | of the first frame"
                        + " | load's CPU ms | other CPU %% | valid |");
        line(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        runs.forEach(run -> row(out, run));
        return out.toString();
    }

    private void row(StringBuilder out, RunResult run) {
        Long heap = run.liveHeapBytes();
        line(
                out,
                "| %s | %d | %.2f | %.2f | %.0f (%.0f) | %.0f | %s | %s | %s | %s | %.2f | %.0f | %s |",
                run.server(),
                run.streams(),
                run.cpuMsPerStreamSecond(),
                run.cpuMs() / run.seconds() / 1000,
                run.residentBytes() / MIB,
                run.peakResidentBytes() / MIB,
                run.idleResidentBytes() / MIB,
                heap == null ? "" : "%.0f".formatted(heap / MIB),
                memoryPerStream(run),
                delays(run.lastFrameDelayMs()),
                delays(run.firstFrameDelayMs()),
                run.loadCpuMsPerStreamSecond(),
                run.otherCpuMs() / run.seconds() / 10 / machine.processors(),
                run.isValid()
                        ? "yes"
                        : "INVALID: "
                                + run.problems().stream().map(Report::cell).collect(Collectors.joining("; ")));
    }

    /** What each stream more than those of the smallest run takes. */
    private String memoryPerStream(RunResult run) {
        RunResult least = runs.stream()
                .filter(other -> other.server().equals(run.server()))
                .min(Comparator.comparingInt(RunResult::streams))
                .orElse(run);
        if (least.streams() == run.streams()) {
            return "";
        }
        double bytes = (double) (run.residentBytes() - least.residentBytes()) / (run.streams() - least.streams());
        return String.format(Locale.ROOT, "%.2f", bytes / MIB);
    }

    private static String delays(Distribution ms) {
        return ms.count() == 0 ? "" : ms.p50() + " / " + ms.p95() + " / " + ms.max();
    }

    /** A text that does not end its cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
