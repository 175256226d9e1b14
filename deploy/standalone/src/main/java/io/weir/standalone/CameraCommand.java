package io.weir.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code weir camera ...} as it was typed.
 *
 * @param management the URL of a management port; null for that of the settings
 * @param file the YAML file of settings, or null
 * @param operands a stream, a URL, or both
 */
record CameraCommand(
        Verb verb,
        @Nullable String management,
        @Nullable Path file,
        List<String> operands,
        boolean udp,
        boolean onDemand,
        boolean disabled,
        Map<String, String> labels) {
    static final String WORD = "camera";

    private static final String MANAGEMENT = "--management";
    private static final String CONFIG = "--config";
    private static final String LABEL = "--label";
    private static final String UDP = "--udp";
    private static final String ON_DEMAND = "--on-demand";
    private static final String DISABLED = "--disabled";

    /** What is to be done. */
    enum Verb {
        ADD("Adds a camera, or changes it.", "STREAM URL", 2),
        LIST("Lists cameras, and how their pulls are.", "", 0),
        REMOVE("Removes a camera; its stream ends.", "STREAM", 1),
        TEST("Tells whether a camera can be pulled; one that is registered is not connected to.", "STREAM|URL", 1);

        private final String description;
        private final String operands;
        private final int count;

        Verb(String description, String operands, int count) {
            this.description = description;
            this.operands = operands;
            this.count = count;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The command and its subcommands. */
    static CommandSpec spec() {
        CommandSpec camera = CommandSpec.create().mixinStandardHelpOptions(true).version(Version.describe());
        camera.usageMessage().description("Adds, lists, removes and tests cameras of a Weir that runs.");
        for (Verb verb : Verb.values()) {
            camera.addSubcommand(verb.word(), spec(verb));
        }
        return camera;
    }

    private static CommandSpec spec(Verb verb) {
        CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true).version(Version.describe());
        spec.usageMessage()
                .description(verb.description)
                .footer(
                        "",
                        "STREAM is APP/NAME, such as live/gate; URL is rtsp://USER@HOST/PATH, or rtsps, rtmp, rtmps.",
                        "The password is asked for, or taken from " + CameraPassword.VARIABLE + ".");
        if (verb.count > 0) {
            spec.addPositional(PositionalParamSpec.builder()
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity(String.valueOf(verb.count))
                    .paramLabel(verb.operands)
                    .required(true)
                    .hideParamSyntax(true)
                    .build());
        }
        spec.addOption(text(MANAGEMENT, "URL", "management port of an ingest node (default that of the settings)"));
        spec.addOption(OptionSpec.builder(CONFIG)
                .type(Path.class)
                .paramLabel("FILE")
                .description("YAML file of settings")
                .build());
        if (verb == Verb.ADD || verb == Verb.LIST) {
            spec.addOption(OptionSpec.builder(LABEL)
                    .type(Map.class)
                    .auxiliaryTypes(String.class, String.class)
                    .paramLabel("NAME=VALUE")
                    .description(
                            verb == Verb.ADD ? "a label; may be given several times" : "only cameras of this label")
                    .build());
        }
        if (verb == Verb.ADD || verb == Verb.TEST) {
            spec.addOption(flag(UDP, "take media in datagrams; otherwise within the RTSP connection"));
        }
        if (verb == Verb.ADD) {
            spec.addOption(flag(ON_DEMAND, "to be pulled only while somebody watches"));
            spec.addOption(flag(DISABLED, "do not pull it for now"));
        }
        return spec;
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }

    /** What was typed; null if no verb was. */
    static @Nullable CameraCommand of(ParseResult camera) {
        if (!camera.hasSubcommand()) {
            return null;
        }
        ParseResult result = camera.subcommand();
        List<String> operands = result.matchedPositionalValue(0, List.of());
        Map<String, String> labels = result.hasMatchedOption(LABEL)
                ? Objects.requireNonNull(result.matchedOptionValue(LABEL, Map.of()))
                : Map.of();
        return new CameraCommand(
                Verb.valueOf(result.commandSpec().name().toUpperCase(Locale.ROOT)),
                result.matchedOptionValue(MANAGEMENT, null),
                result.matchedOptionValue(CONFIG, null),
                operands,
                result.hasMatchedOption(UDP),
                result.hasMatchedOption(ON_DEMAND),
                result.hasMatchedOption(DISABLED),
                labels);
    }

    String operand(int index) {
        return operands.get(index);
    }
}
