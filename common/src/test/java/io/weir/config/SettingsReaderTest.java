package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @TempDir
    Path folder;

    @Test
    void read_nothingGiven_defaults() {
        Settings settings = reader().read();

        assertThat(settings.get(Keys.RTMP_PORT)).isEqualTo(1935);
        assertThat(settings.get(Keys.SEGMENT_DURATION)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.get(Keys.HTTP_CACHE_BYTES)).isEqualTo(256L << 20);
        assertThat(settings.get(Keys.HAZELCAST_MEMBERS)).isEmpty();
        assertThat(settings.find(Keys.PUBLISH_KEY)).isEmpty();
        assertThat(settings.isGiven(Keys.RTMP_PORT)).isFalse();
    }

    @Test
    void read_givenEverywhere_commandLineThenEnvironmentThenFile() throws IOException {
        Path file = file("rtmp.port: 1001\nhttp.port: 1001\nmanagement.port: 1001\n");
        Map<String, String> environment = Map.of("WEIR_RTMP_PORT", "1002", "WEIR_HTTP_PORT", "1002");

        Settings settings = reader().file(file)
                .environment(environment)
                .commandLine(Map.of("rtmp.port", "1003"))
                .read();

        assertThat(settings.get(Keys.RTMP_PORT)).isEqualTo(1003);
        assertThat(settings.get(Keys.HTTP_PORT)).isEqualTo(1002);
        assertThat(settings.get(Keys.MANAGEMENT_PORT)).isEqualTo(1001);
        assertThat(settings.isGiven(Keys.MANAGEMENT_PORT)).isTrue();
    }

    @Test
    void read_fileNestedDottedAndMixed_sameKeys() throws IOException {
        Path file = file("""
                # a comment
                rtmp:
                  port: 1001
                http.port: 1002
                kafka:
                  bootstrap-servers: [a:9092, "b:9093"]
                  topic-prefix: "x"
                s3:
                  secret-key: 0123
                  access-key: 1e5
                  region:
                hazelcast.members:
                  - 10.0.0.1
                  - 10.0.0.2:5702
                """);

        Settings settings = reader().file(file).read();

        assertThat(settings.get(Keys.RTMP_PORT)).isEqualTo(1001);
        assertThat(settings.get(Keys.HTTP_PORT)).isEqualTo(1002);
        assertThat(settings.get(Keys.KAFKA_BOOTSTRAP_SERVERS)).containsExactly("a:9092", "b:9093");
        assertThat(settings.get(Keys.KAFKA_TOPIC_PREFIX)).isEqualTo("x");
        assertThat(settings.get(Keys.S3_SECRET_KEY).reveal()).isEqualTo("0123");
        assertThat(settings.get(Keys.S3_ACCESS_KEY)).isEqualTo("1e5");
        assertThat(settings.find(Keys.S3_REGION)).isEmpty();
        assertThat(settings.get(Keys.HAZELCAST_MEMBERS)).containsExactly("10.0.0.1", "10.0.0.2:5702");
    }

    @Test
    void read_manyProblems_allToldWithKeyValueOriginAndRule() throws IOException {
        Path file =
                file("rtmp:\n  prot: 1\nsegment.duration: 1h\ns3.secret-key: [x]\nhttp.port: 1\nhttp:\n  port: 2\n");
        SettingsReader reader = reader().file(file)
                .environment(Map.of("WEIR_RTMP_PROT", "1", "WEIR_MANAGEMENT_PORT", "99999"))
                .commandLine(Map.of("data-dri", "x", "kafka.replication-factor", "0"))
                .require(Keys.S3_ENDPOINT, "segments are kept there");

        assertThat(problemsOf(reader))
                .containsExactly(
                        "rtmp.prot from " + file + " line 2 is no setting of Weir's; did you mean rtmp.port?",
                        "http.port stands twice: " + file + " line 5 and " + file + " line 7",
                        "WEIR_RTMP_PROT in the environment is no setting of Weir's; did you mean WEIR_RTMP_PORT?",
                        "data-dri from the command line is no setting of Weir's; did you mean data-dir?",
                        "management.port (WEIR_MANAGEMENT_PORT): '99999' from the environment must be a port from 0 to"
                                + " 65535 (0 takes any free one)",
                        "segment.duration (WEIR_SEGMENT_DURATION): '1h' from " + file + " line 3 must be a time from 1s"
                                + " to 10s (a whole number with ms, s, m, h or d)",
                        "kafka.replication-factor (WEIR_KAFKA_REPLICATION_FACTOR): '0' from the command line must be a"
                                + " whole number from 1 to 9",
                        "s3.endpoint (WEIR_S3_ENDPOINT) is not set: segments are kept there");
    }

    @Test
    void read_unlikeAnyKey_noHint() {
        assertThat(problemsOf(reader().commandLine(Map.of("colour-of-the-sky", "blue"))))
                .containsExactly("colour-of-the-sky from the command line is no setting of Weir's");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.bootstrap, kafka.bootstrap-servers",
        "RTMP.PORT, rtmp.port",
        "rtmp_port, rtmp.port",
        "s3.secretkey, s3.secret-key",
        "store.maxbytes, store.max-bytes"
    })
    void read_misspelt_nearestKeyNamed(String written, String meant) {
        assertThat(problemsOf(reader().commandLine(Map.of(written, "1"))))
                .singleElement()
                .asString()
                .endsWith("did you mean " + meant + "?");
    }

    @Test
    void read_environmentOfOthers_ignored() {
        Map<String, String> environment = Map.of(
                "PATH", "/bin",
                "WEIR_JAVA_OPTS", "-Xmx1g",
                "WEIR_FAILPOINT", "segmenter.after-put:3",
                "WEIR_SERVICE_HOST", "10.96.0.7",
                "WEIR_EDGE_SERVICE_PORT_HTTP", "8080",
                "WEIR_EDGE_PORT_8080_TCP_ADDR", "10.96.0.7",
                "WEIR_PORT", "tcp://10.96.0.7:1935");

        assertThat(reader().environment(environment).read().get(Keys.RTMP_PORT)).isEqualTo(1935);
    }

    @Test
    void read_emptyVariable_countsAsNotSet() {
        Settings settings = reader().environment(Map.of("WEIR_RTMP_PORT", "", "WEIR_PUBLISH_KEY", ""))
                .read();

        assertThat(settings.get(Keys.RTMP_PORT)).isEqualTo(1935);
        assertThat(settings.find(Keys.PUBLISH_KEY)).isEmpty();
    }

    @Test
    void read_badSecret_notShown() {
        assertThat(problemsOf(reader().commandLine(Map.of("s3.secret-key", ""))))
                .containsExactly("s3.secret-key (WEIR_S3_SECRET_KEY): " + Secret.HIDDEN
                        + " from the command line must be a text, not empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pa ss", "pa+ss", "pa&ss", "pa/ss", "pa%20ss", "pä", "pa#ss"})
    void read_publishKeyThatAUrlWouldChange_refusedWithTheRuleAndNotShown(String key) {
        assertThat(problemsOf(reader().commandLine(Map.of("publish.key", key))))
                .containsExactly(
                        "publish.key (WEIR_PUBLISH_KEY): " + Secret.HIDDEN
                                + " from the command line must be 1 to 200 of A-Z a-z 0-9 . _ ~ -, so that a URL can hold it as it is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a\n- b\n",
                "just text\n",
                "rtmp: {port: 1\n",
                "a: &x 1\nb: *x\n",
                "rtmp.port: {a: 1}\n",
                "http.aliases: [[a]]\n",
                "http.aliases: ['/a,/{stream}']\n",
                "rtmp.port: 1\n---\nrtmp.port: 2\n",
                "a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}\n",
                "\u0000",
                "a:\n\tb: 1\n"
            })
    void read_malformedFile_problemNotCrash(String text) throws IOException {
        assertThat(problemsOf(reader().file(file(text)))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "~\n"})
    void read_emptyFile_defaults(String text) throws IOException {
        assertThat(reader().file(file(text)).read().isGiven(Keys.RTMP_PORT)).isFalse();
    }

    @Test
    void read_missingFile_problem() {
        Path missing = folder.resolve("none.yaml");

        assertThat(problemsOf(reader().file(missing)))
                .containsExactly("the configuration file " + missing + " is not there");
    }

    @Test
    void read_hugeFile_refusedUnread() throws IOException {
        assertThat(problemsOf(reader().file(file("# " + "x".repeat(1 << 20)))))
                .singleElement()
                .asString()
                .contains("longer than");
    }

    @Test
    void toString_ofSettingsWithSecrets_hidesThem() {
        Settings settings = Settings.of(Map.of("s3.secret-key", "hunter2", "publish.key", "hunter3"));

        assertThat(settings.toString()).doesNotContain("hunter").contains("s3.secret-key=" + Secret.HIDDEN);
        assertThat(settings.get(Keys.PUBLISH_KEY)).hasToString(Secret.HIDDEN);
    }

    @Test
    void with_newValue_replacesAndCountsAsGiven() {
        Settings settings = Settings.of(Map.of()).with(Keys.RTMP_PORT, 7);

        assertThat(settings.get(Keys.RTMP_PORT)).isEqualTo(7);
        assertThat(settings.isGiven(Keys.RTMP_PORT)).isTrue();
    }

    @Test
    void get_keyNotSet_namesIt() {
        assertThatThrownBy(() -> Settings.of(Map.of()).get(Keys.S3_ENDPOINT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("s3.endpoint");
    }

    private static SettingsReader reader() {
        return new SettingsReader(Keys.ALL);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("weir.yaml"), text);
    }

    private static List<String> problemsOf(SettingsReader reader) {
        try {
            return List.of("no problem: " + reader.read());
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isEqualTo(String.join("\n", e.problems()));
            return e.problems();
        }
    }
}
