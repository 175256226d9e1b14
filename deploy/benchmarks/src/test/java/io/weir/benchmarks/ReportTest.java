package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Report REPORT = new Report(
            "deploy/benchmarks/run.sh --streams 1,11",
            new Machine("A processor", 2, 8L << 30, "Linux", "A JVM", 0.25, "2026-01-01T00:00:00Z"),
            "a clip",
            1_018_000,
            new Plan(60, 30, 5, 4, 100),
            Map.of("weir", "weir 1.0"),
            List.of(run(1, 6_000, 300, 50L << 20), run(11, 13_200, 350, null, "cam3 | ended\nat once", "and 2 more")));

    @Test
    void markdown_twoRuns_costsPerStreamSecondAndPerStream() {
        String report = REPORT.markdown();

        assertThat(report)
                .contains("A processor, 2 processors, 8.0 GiB; Linux; load average 0.25 before the start")
                .contains("a clip, 1018 kbps")
                .contains("| weir | 1 | 100.00 | 0.10 | 300 (320) | 200 | 50 |  | 10 / 20 / 30 | 5010 / 5020 / 5030 "
                        + "| 1.00 | 5 | yes |\n")
                .contains("| weir | 11 | 20.00 | 0.22 | 350 (370) | 200 |  | 5.00 |");
    }

    @Test
    void markdown_runWithProblems_invalidAndWhy() {
        assertThat(REPORT.markdown()).contains("| INVALID: cam3 \\| ended at once; and 2 more |\n");
    }

    @Test
    void write_json_allThatWasMeasured(@TempDir Path folder) throws IOException {
        REPORT.write(folder.resolve("new"));

        JsonNode json = new ObjectMapper()
                .readTree(Files.readString(folder.resolve("new").resolve("report.json")));
        assertThat(json.at("/machine/memoryBytes").asLong()).isEqualTo(8L << 30);
        assertThat(json.at("/runs/1/streams").asInt()).isEqualTo(11);
        assertThat(json.at("/runs/1/lastFrameDelayMs/p95").asLong()).isEqualTo(20);
        assertThat(json.at("/runs/1/cpuMsPerStreamSecond").asDouble()).isEqualTo(20.0);
        assertThat(json.at("/runs/1/valid").asBoolean()).isFalse();
        assertThat(folder.resolve("new").resolve("report.md")).hasContent(REPORT.markdown());
    }

    private static RunResult run(int streams, long cpuMs, long memoryMib, @Nullable Long heap, String... problems) {
        return new RunResult(
                "weir",
                streams,
                60.0,
                cpuMs,
                60L * streams,
                6_000,
                200L << 20,
                memoryMib << 20,
                (memoryMib + 20) << 20,
                heap,
                new Distribution(44, 10, 20, 30),
                new Distribution(44, 5_010, 5_020, 5_030),
                4,
                12,
                List.of(problems));
    }
}
