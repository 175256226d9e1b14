package io.weir.standalone;

import io.weir.config.Key;
import io.weir.config.Keys;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Reads the command line. Every setting is an option of its name, such as {@code --rtmp.port 1936}. */
final class CommandLineReader {
    /** The options that the help shows; the others are in the reference. */
    private static final Set<Key<?>> SHOWN =
            Set.of(Keys.DATA_DIR, Keys.LISTEN, Keys.RTMP_PORT, Keys.HTTP_PORT, Keys.MANAGEMENT_PORT);

    private final PrintStream out;
    private final PrintStream err;

    CommandLineReader(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * What is to be run.
     *
     * @param file the YAML file, or null
     * @param settings texts by key
     */
    record Command(Mode mode, @Nullable Path file, Map<String, String> settings) {}

    /**
     * A command, or none where the answer has been printed.
     *
     * @param exitCode what the process ends with if there is no command
     */
    record Outcome(@Nullable Command command, int exitCode) {}

    Outcome read(String... arguments) {
        CommandLine commandLine = new CommandLine(root());
        commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        try {
            ParseResult result = commandLine.parseArgs(arguments);
            Integer helped = CommandLine.executeHelpRequest(result);
            if (helped != null) {
                return new Outcome(null, helped);
            }
            if (!result.hasSubcommand()) {
                commandLine.usage(err, Ansi.OFF);
                return new Outcome(null, WeirMain.USAGE);
            }
            return new Outcome(command(result.subcommand()), WeirMain.OK);
        } catch (CommandLine.ParameterException e) {
            err.println("weir: " + e.getMessage());
            if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
                err.println("weir --help shows the commands; docs/configuration.md has all settings");
            }
            return new Outcome(null, WeirMain.USAGE);
        }
    }

    private static CommandSpec root() {
        CommandSpec root =
                CommandSpec.create().name("weir").mixinStandardHelpOptions(true).version(Version.describe());
        root.usageMessage()
                .description("Takes cameras' streams once and gives them to any number of viewers.")
                .footer("", "weir COMMAND --help shows a command's options.");
        for (Mode mode : Mode.values()) {
            root.addSubcommand(mode.word(), subcommand(mode));
        }
        return root;
    }

    private static CommandSpec subcommand(Mode mode) {
        CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true).version(Version.describe());
        spec.usageMessage()
                .description("Runs " + mode.description() + ".")
                .abbreviateSynopsis(true)
                .footer("", "Every setting of docs/configuration.md is an option too, and an environment variable.");
        spec.addOption(OptionSpec.builder("--config")
                .type(Path.class)
                .paramLabel("FILE")
                .description("YAML file of settings")
                .build());
        for (Key<?> key : Keys.ALL) {
            spec.addOption(OptionSpec.builder("--" + key.name())
                    .type(String.class)
                    .paramLabel("VALUE")
                    .hidden(!SHOWN.contains(key))
                    .description(key.description()
                            + (key.defaultText() == null ? "" : " (default " + key.defaultText() + ")"))
                    .build());
        }
        return spec;
    }

    private static Command command(ParseResult result) {
        Mode mode = Mode.valueOf(result.commandSpec().name().toUpperCase(java.util.Locale.ROOT));
        Map<String, String> settings = new HashMap<>();
        for (OptionSpec option : result.matchedOptions()) {
            if (option.type() == String.class) {
                settings.put(option.longestName().substring(2), option.getValue());
            }
        }
        return new Command(mode, result.matchedOptionValue("--config", null), settings);
    }
}
