package io.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code weir}, as far as it comes without a build; in a folder where the only Java is the test's. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "..", "weir");

    @TempDir
    Path folder;

    private record Ended(int code, String output) {}

    /** A java program that says nothing but its version. */
    private Path java(String place, String version) throws IOException {
        Path java =
                Files.createDirectories(folder.resolve(place).resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\"' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return java;
    }

    private Ended launch(Map<String, String> environment, String... arguments) throws Exception {
        // The machine's own JDKs are not to be found.
        String script = Files.readString(SCRIPT);
        for (String place : List.of("/usr/lib/jvm/", "/opt/java/", "/Library/Java/")) {
            assertThat(script).contains(" " + place);
            script = script.replace(" " + place, " " + folder + "/none/");
        }
        Path copy = Files.writeString(folder.resolve("weir"), script);
        List<String> command = new ArrayList<>(List.of("sh", copy.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Path output = folder.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private String pathWith(String place) {
        return folder.resolve(place).resolve("bin") + ":/usr/bin:/bin";
    }

    @Test
    void launch_javaTooOld_failsSayingWhichItFoundAndWhatToDo() throws Exception {
        Path old = java("old", "11.0.22");

        Ended ended = launch(Map.of("PATH", pathWith("old")), "up");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains("Weir needs Java 17 or newer, and " + old + " is Java 11.")
                .contains("Install a JDK", "or set JAVA_HOME to one");
    }

    @Test
    void launch_javaOfTheOldNumbering_failsTelling8() throws Exception {
        Path old = java("old", "1.8.0_392");

        assertThat(launch(Map.of("PATH", pathWith("old")), "up").output()).contains(old + " is Java 8.");
    }

    @Test
    void launch_javaWithoutCompiler_failsSayingThatBuildingNeedsAJdk() throws Exception {
        java("old", "11.0.22");
        java("jre", "17.0.9");
        Path runtime = folder.resolve("jre");

        Ended ended = launch(Map.of("PATH", pathWith("old"), "JAVA_HOME", runtime.toString()), "up");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("building Weir needs a JDK, and " + runtime.toRealPath() + " has no javac");
    }
}
