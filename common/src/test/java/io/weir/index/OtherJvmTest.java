package io.weir.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.log.PinnedSettings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, bytes and checkpoints are the same on any machine, in any zone and language, and in any version of the code. */
class OtherJvmTest {
    /**
     * SHA-256 of {@link CutListing#lines}, of the lives that are all transport streams. What is published must not change under viewers and under segmenters of two
     * versions that hold one stream: this may change only together with {@link PinnedSettings#MUXER_VERSION}, or with
     * {@link IndexRecord#VERSION} where it is only the form of records, or where the lives listed are other ones.
     */
    private static final String GOLDEN = "ce1c2b2db42e49237a64023c9ecc6ea9ad3cb4fe4ffad758cd415aca76556cf2";

    /** Likewise of the others. */
    private static final String FRAGMENTED_GOLDEN = "52529b01b55217169b4aa955cd6736a686d1419108112ffaeaacdd7c7c6b2087";

    private static List<String> expected = List.of();

    @BeforeAll
    static void cutHere() throws IOException {
        expected = CutListing.lines();
    }

    @Test
    void lines_thisVersion_asInAllVersionsOfTheMuxer() {
        assertThat(PinnedSettings.MUXER_VERSION).isEqualTo(1);
        assertThat(IndexRecord.VERSION).isEqualTo(1);
        Map<Boolean, List<String>> lines =
                expected.stream().collect(Collectors.partitioningBy(line -> line.startsWith("live/fragmented")));
        requireDigest(lines.getOrDefault(false, List.of()), GOLDEN);
        requireDigest(lines.getOrDefault(true, List.of()), FRAGMENTED_GOLDEN);
    }

    private static void requireDigest(List<String> lines, String digest) {
        String text = String.join("\n", lines);
        assertThat(Accepted.hash(text.getBytes(StandardCharsets.UTF_8)))
                .as("the digest of%n%s", text)
                .isEqualTo(digest);
    }

    @Test
    void lines_sevenLives_allThatCuttingKnows() {
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(expected).anyMatch(line -> line.contains(" gap "));
        assertThat(expected).anyMatch(line -> line.contains(" end "));
        assertThat(expected).anyMatch(line -> line.contains("_d.ts "));
        assertThat(expected).anyMatch(line -> line.contains(".m4s "));
        assertThat(expected.get(0)).startsWith("live/b-frames/2023-11-14/22/20231114T2213");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Duser.timezone=Asia/Kathmandu -Dfile.encoding=ISO-8859-1 -XX:+UseParallelGC"
                        + "| zone Asia/Kathmandu; charset ISO-8859-1; PS Scavenge",
                "-Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab -Duser.timezone=America/St_Johns"
                        + "| seventeen \u0661\u0667; zone America/St_Johns",
                "-Duser.language=tr -Duser.country=TR -Xint | lower case t\u0131tle; interpreted mode",
            })
    @Timeout(120)
    void lines_anotherJvmThatTakesOverAtEveryCut_same(String options, String proofs) throws Exception {
        List<String> said = child(options.split(" ", -1));

        for (String proof : proofs.split("; ", -1)) {
            assertThat(CutListing.machine()).doesNotContain(proof);
            assertThat(said.get(0)).contains(proof);
        }
        assertThat(said.subList(1, said.size())).isEqualTo(expected);
    }

    private static List<String> child(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", classPath(), CutListing.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(out).isZero();
            return out.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** This test's own, but for what logs: nothing does, and to set it up takes an interpreter longer than all the rest. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(path -> !path.contains("logback") && !path.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
