package io.weir.standalone;

import io.weir.config.ConfigException;
import io.weir.config.Keys;
import io.weir.config.Settings;
import io.weir.config.SettingsReader;
import io.weir.runtime.StartupException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code weir}. */
public final class WeirMain {
    /** All went well. */
    static final int OK = 0;

    /** What was asked for could not be started or went down. */
    static final int FAILED = 1;

    /** The command line or the settings are wrong. */
    static final int USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(WeirMain.class);

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Runner runner;

    /** Runs a process until it ends. */
    @FunctionalInterface
    interface Runner {
        void run(Mode mode, Settings settings, PrintStream out) throws InterruptedException;
    }

    WeirMain(PrintStream out, PrintStream err, Map<String, String> environment, Runner runner) {
        this.out = out;
        this.err = err;
        this.environment = environment;
        this.runner = runner;
    }

    public static void main(String[] arguments) {
        int code = new WeirMain(System.out, System.err, System.getenv(), WeirProcess::run).execute(arguments);
        System.exit(code); // Kafka's and Hazelcast's threads would keep the process
    }

    /** Does what the command line says; returns the process's exit code. */
    int execute(String... arguments) {
        CommandLineReader.Outcome outcome = new CommandLineReader(out, err).read(arguments);
        if (outcome.command() == null) {
            return outcome.exitCode();
        }
        return run(outcome.command());
    }

    private int run(CommandLineReader.Command command) {
        try {
            runner.run(command.mode(), settingsOf(command), out);
            return OK;
        } catch (ConfigException e) {
            complain(e.problems());
            return USAGE;
        } catch (StartupException e) {
            LOG.debug("start-up failed", e);
            complain(List.of(String.valueOf(e.getMessage())));
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (RuntimeException e) {
            complain(List.of("an error that Weir does not expect: " + e));
            e.printStackTrace(err);
            return FAILED;
        }
    }

    private Settings settingsOf(CommandLineReader.Command command) {
        SettingsReader reader =
                new SettingsReader(Keys.ALL).commandLine(command.settings()).environment(environment);
        @Nullable Path file = command.file();
        if (file != null) {
            reader.file(file);
        }
        command.mode().requireKeys(reader);
        return reader.read();
    }

    private void complain(List<String> problems) {
        if (problems.size() == 1) {
            err.println("weir cannot start: " + problems.get(0));
            return;
        }
        err.println("weir cannot start:");
        for (String problem : problems) {
            err.println("  - " + problem);
        }
    }
}
