package io.weir.standalone;

import io.weir.config.Key;
import io.weir.config.Keys;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

    private static final String CAMERA = "--camera";
    private static final String CAMERA_NAME = "--camera-name";
    private static final String DEFAULT_CAMERA_NAME = "live/camera";

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
     * @param cameraUrl of a camera to register, or null
     * @param cameraName the stream it becomes
     */
    record Command(
            Mode mode,
            @Nullable Path file,
            Map<String, String> settings,
            @Nullable String cameraUrl,
            String cameraName) {}

    /**
     * A process to run, something to do about cameras, or a stream to audit; none of all where the answer has been printed.
     *
     * @param exitCode what the process ends with if there is nothing to do
     */
    record Outcome(
            @Nullable Command command,
            @Nullable CameraCommand camera,
            @Nullable AuditCommand audit,
            int exitCode) {
        private static Outcome ended(int exitCode) {
            return new Outcome(null, null, null, exitCode);
        }
    }

    Outcome read(String... arguments) {
        CommandLine commandLine = new CommandLine(root());
        commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        try {
            ParseResult result = commandLine.parseArgs(arguments);
            Integer helped = CommandLine.executeHelpRequest(result);
            if (helped != null) {
                return Outcome.ended(helped);
            }
            if (!result.hasSubcommand()) {
                commandLine.usage(err, Ansi.OFF);
                return Outcome.ended(WeirMain.USAGE);
            }
            String word = result.subcommand().commandSpec().name();
            if (AuditCommand.WORD.equals(word)) {
                return new Outcome(null, null, AuditCommand.of(result.subcommand()), WeirMain.OK);
            }
            if (!CameraCommand.WORD.equals(word)) {
                return new Outcome(command(result.subcommand()), null, null, WeirMain.OK);
            }
            CameraCommand camera = CameraCommand.of(result.subcommand());
            if (camera == null) {
                CommandLine.usage(CameraCommand.spec().name("weir " + CameraCommand.WORD), err, Ansi.OFF);
                return Outcome.ended(WeirMain.USAGE);
            }
            return new Outcome(null, camera, null, WeirMain.OK);
        } catch (CommandLine.ParameterException e) {
            err.println("weir: " + e.getMessage());
            if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
                err.println("weir --help shows the commands; docs/configuration.md has all settings");
            }
            return Outcome.ended(WeirMain.USAGE);
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
        root.addSubcommand(CameraCommand.WORD, CameraCommand.spec());
        root.addSubcommand(AuditCommand.WORD, AuditCommand.spec());
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
        if (mode.isStandalone()) {
            spec.addOption(OptionSpec.builder(CAMERA)
                    .type(String.class)
                    .paramLabel("URL")
                    .description(
                            "a camera to pull, such as rtsp://USER@HOST/PATH; its password is asked for, or taken from "
                                    + CameraPassword.VARIABLE)
                    .build());
            spec.addOption(OptionSpec.builder(CAMERA_NAME)
                    .type(String.class)
                    .paramLabel("APP/STREAM")
                    .description("the stream that it becomes (default " + DEFAULT_CAMERA_NAME + ")")
                    .build());
        }
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
            if (option.type() == String.class
                    && !CAMERA.equals(option.longestName())
                    && !CAMERA_NAME.equals(option.longestName())) {
                settings.put(option.longestName().substring(2), option.getValue());
            }
        }
        return new Command(
                mode,
                result.matchedOptionValue("--config", null),
                settings,
                result.matchedOptionValue(CAMERA, null),
                Objects.requireNonNull(result.matchedOptionValue(CAMERA_NAME, DEFAULT_CAMERA_NAME)));
    }
}
