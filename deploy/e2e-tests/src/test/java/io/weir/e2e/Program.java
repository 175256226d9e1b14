package io.weir.e2e;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A running program, its output in a file. Closing it kills it, and it alone. */
final class Program implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a program whose output goes to the end of {@code folder/<name>.log}. */
    static Program start(Path folder, String name, List<String> command) throws IOException {
        return start(folder, name, command, Map.of());
    }

    /**
     * Starts a program.
     *
     * @param environment beside the tests' own, from which the variables of Weir are left out
     * @throws IOException if there is no such program, which fails the test
     */
    static Program start(Path folder, String name, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("WEIR_"));
        builder.environment().putAll(environment);
        return new Program(builder.start(), log);
    }

    /** Runs a program to its end; returns what it printed. */
    static String run(Path folder, String name, List<String> command) throws IOException {
        try (Program program = start(folder, name, command)) {
            program.awaitSuccess();
            return program.output();
        }
    }

    /** The process's id. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; returns the exit code. */
    int awaitExit() throws IOException {
        try {
            return process.onExit()
                    .orTimeout(Places.AMPLE.toSeconds(), TimeUnit.SECONDS)
                    .join()
                    .exitValue();
        } catch (CompletionException late) {
            throw new AssertionError("still running: " + this + "\n" + output(), late);
        }
    }

    /** Waits for the end, which must be a good one. */
    void awaitSuccess() throws IOException {
        int code = awaitExit();
        if (code != 0) {
            throw new AssertionError(this + " ended with " + code + ":\n" + output());
        }
    }

    /** Ends the program as kill -9 does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops the program where it is, as kill -STOP does. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    /** Lets a program that was stopped go on, as kill -CONT does. */
    void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException {
        new ProcessBuilder("kill", which, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .onExit()
                .join();
    }

    /** Asks the program to end, as kill does. */
    void terminate() {
        process.destroy();
    }

    /** All that it printed, and what others printed to the same file before. */
    String output() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return log.getFileName() + " (process " + process.pid() + ")";
    }
}
