package io.weir.standalone;

import io.weir.name.StreamName;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code weir audit ...} as it was typed.
 *
 * @param management the URL of a management port; null for that of the settings
 * @param file the YAML file of settings, or null
 * @param from the first time that counts; null for the log's beginning
 * @param to the first that counts no more; null for the log's end
 * @param json whether the answer is shown as it is
 */
record AuditCommand(
        @Nullable String management,
        @Nullable Path file,
        StreamName stream,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean json) {
    static final String WORD = "audit";

    private static final String MANAGEMENT = "--management";
    private static final String CONFIG = "--config";
    private static final String FROM = "--from";
    private static final String TO = "--to";
    private static final String AS_JSON = "--json";

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true).version(Version.describe());
        spec.usageMessage()
                .description(
                        "Proves from log and store that every acknowledged frame is in exactly one segment, and names"
                                + " each gap with its cause.")
                .footer(
                        "",
                        "STREAM is APP/NAME, such as live/gate; TIME is such as 2026-01-31T09:00:00Z.",
                        "Ends with 0 if it is so, 1 if something is lost, doubled or unreadable or nothing could be"
                                + " checked, 2 if this command line is wrong.");
        spec.addPositional(PositionalParamSpec.builder()
                .type(String.class)
                .arity("1")
                .paramLabel("STREAM")
                .required(true)
                .build());
        spec.addOption(
                text(MANAGEMENT, "URL", "management port of a segmenter or edge node (default that of the settings)"));
        spec.addOption(OptionSpec.builder(CONFIG)
                .type(Path.class)
                .paramLabel("FILE")
                .description("YAML file of settings")
                .build());
        spec.addOption(text(FROM, "TIME", "the first time that counts (default the log's beginning)"));
        spec.addOption(text(TO, "TIME", "the first time that counts no more (default the log's end)"));
        spec.addOption(OptionSpec.builder(AS_JSON)
                .type(boolean.class)
                .description("for programs: the answer of the API")
                .build());
        return spec;
    }

    private static OptionSpec text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    /**
     * What was typed.
     *
     * @throws ParameterException if a name or a time is none
     */
    static AuditCommand of(ParseResult audit) {
        CommandLine commandLine = audit.commandSpec().commandLine();
        String name = Objects.requireNonNull(audit.matchedPositionalValue(0, ""));
        StreamName stream = StreamName.parse(name);
        if (stream == null) {
            throw new ParameterException(commandLine, "a stream is APP/NAME, such as live/gate: " + StreamName.RULE);
        }
        Instant from = time(audit, FROM);
        Instant to = time(audit, TO);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new ParameterException(commandLine, FROM + " must be before " + TO);
        }
        return new AuditCommand(
                audit.matchedOptionValue(MANAGEMENT, null),
                audit.matchedOptionValue(CONFIG, null),
                stream,
                from,
                to,
                audit.hasMatchedOption(AS_JSON));
    }

    private static @Nullable Instant time(ParseResult audit, String option) {
        String text = audit.matchedOptionValue(option, null);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    audit.commandSpec().commandLine(), option + " is a time such as 2026-01-31T09:00:00Z, not " + text);
        }
    }
}
