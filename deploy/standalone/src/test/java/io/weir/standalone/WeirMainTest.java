package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.runtime.StartupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeirMainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Mode ranMode;
    private @Nullable Settings ranSettings;

    @Test
    void execute_up_runsWithSettingsOfAllSources() throws IOException {
        Path file = Files.writeString(folder.resolve("weir.yaml"), "http.port: 1001\nsegment.duration: 2s\n");
        environment.put("WEIR_HTTP_PORT", "1002");

        int code = execute("up", "--config", file.toString(), "--rtmp.port", "1003", "--listen=0.0.0.0");

        assertThat(code).isEqualTo(WeirMain.OK);
        assertThat(ranMode).isEqualTo(Mode.UP);
        Settings settings = settings();
        assertThat(settings.get(Keys.RTMP_PORT)).isEqualTo(1003);
        assertThat(settings.get(Keys.HTTP_PORT)).isEqualTo(1002);
        assertThat(settings.get(Keys.SEGMENT_DURATION)).hasSeconds(2);
        assertThat(settings.get(Keys.LISTEN)).isEqualTo("0.0.0.0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"DEMO", "UP"})
    void execute_standalone_needsNoSettings(Mode mode) {
        assertThat(execute(mode.word())).isEqualTo(WeirMain.OK);
        assertThat(ranMode).isEqualTo(mode);
    }

    @Test
    void execute_segmenterWithoutPeers_namesEachMissingKey() {
        assertThat(execute("segmenter")).isEqualTo(WeirMain.USAGE);
        assertThat(text(err))
                .contains("weir cannot start:")
                .contains("kafka.bootstrap-servers (WEIR_KAFKA_BOOTSTRAP_SERVERS) is not set")
                .contains("s3.endpoint (WEIR_S3_ENDPOINT) is not set")
                .contains("s3.secret-key (WEIR_S3_SECRET_KEY) is not set");
        assertThat(ranMode).isNull();
    }

    @Test
    void execute_ingest_needsKafkaAlone() {
        assertThat(execute("ingest", "--kafka.bootstrap-servers", "a:9092")).isEqualTo(WeirMain.OK);
        assertThat(ranMode).isEqualTo(Mode.INGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "up --version"})
    void execute_version_printed(String arguments) {
        assertThat(execute(arguments.split(" "))).isEqualTo(WeirMain.OK);
        assertThat(text(out)).matches("weir \\d+\\.\\d+\\.\\d+\\S* \\(Java .+\\)\\R");
    }

    @Test
    void execute_help_commandsAndMainOptionsOnStdout() {
        assertThat(execute("--help")).isEqualTo(WeirMain.OK);
        assertThat(text(out)).contains("demo", "up", "ingest", "segmenter", "edge");

        assertThat(execute("up", "--help")).isEqualTo(WeirMain.OK);
        assertThat(text(out)).contains("--listen", "--data-dir", "--config").doesNotContain("--s3.secret-key");
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pu", "up extra", "up --rtmp.port", "up --config", "up --nonsense 1"})
    void execute_wrongCommandLine_usageErrorOnStderr(String arguments) {
        assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(WeirMain.USAGE);
        assertThat(text(err)).isNotBlank();
        assertThat(text(out)).isEmpty();
        assertThat(ranMode).isNull();
    }

    @Test
    void execute_misspeltOption_nearestNamed() {
        execute("up", "--rtmp.prot=1");

        assertThat(text(err)).contains("--rtmp.prot").contains("--rtmp.port");
    }

    @Test
    void execute_startupFails_reasonInOneLineWithoutTrace() {
        int code = execute(
                (mode, settings, camera, output) -> {
                    throw new StartupException("the disk is full", new IOException("ENOSPC"));
                },
                "up");

        assertThat(code).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).isEqualToIgnoringNewLines("weir cannot start: the disk is full");
    }

    @Test
    void execute_portTaken_failsNamingPortAndKeyBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path data = folder.resolve("data");

            int code = execute(
                    WeirProcess::run,
                    "up",
                    "--data-dir=" + data,
                    "--rtmp.port=" + taken.getLocalPort(),
                    "--http.port=0",
                    "--management.port=0");

            assertThat(code).isNotZero();
            assertThat(text(err))
                    .contains("port " + taken.getLocalPort() + " is taken")
                    .contains("rtmp.port (WEIR_RTMP_PORT)");
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void execute_dataDirIsAFile_failsNamingTheKey() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        int code = execute(
                WeirProcess::run, "up", "--data-dir=" + file, "--rtmp.port=0", "--http.port=0", "--management.port=0");

        assertThat(code).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).contains(file.toString()).contains("data-dir (WEIR_DATA_DIR)");
    }

    @Test
    void execute_demoWithAKeyThatNoUrlHolds_refusedWithoutShowingIt() {
        environment.put("WEIR_PUBLISH_KEY", "open sesame");

        int code = execute(
                WeirProcess::run,
                "demo",
                "--data-dir=" + folder.resolve("data"),
                "--rtmp.port=0",
                "--http.port=0",
                "--management.port=0");

        assertThat(code).isEqualTo(WeirMain.USAGE);
        assertThat(text(err)).contains("publish.key (WEIR_PUBLISH_KEY)").doesNotContain("sesame");
        assertThat(text(out)).doesNotContain("sesame");
    }

    @Test
    void execute_ingestOpenWithoutKey_refused() {
        int code = execute(
                WeirProcess::run,
                "ingest",
                "--listen=0.0.0.0",
                "--kafka.bootstrap-servers=127.0.0.1:1",
                "--rtmp.port=0",
                "--management.port=0");

        assertThat(code).isEqualTo(WeirMain.FAILED);
        assertThat(text(err)).contains("publish.key (WEIR_PUBLISH_KEY) is not set");
    }

    private int execute(String... arguments) {
        return execute(
                (mode, settings, camera, output) -> {
                    ranMode = mode;
                    ranSettings = settings;
                },
                arguments);
    }

    private int execute(WeirMain.Runner runner, String... arguments) {
        return new WeirMain(print(out), print(err), environment, runner).execute(arguments);
    }

    private Settings settings() {
        if (ranSettings == null) {
            throw new AssertionError("nothing was run: " + text(err));
        }
        return ranSettings;
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
