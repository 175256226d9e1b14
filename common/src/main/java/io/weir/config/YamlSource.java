package io.weir.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The YAML file: keys nested ({@code rtmp:} over {@code port:}), dotted ({@code rtmp.port:}) or both.
 *
 * <p>Scalars are taken as they are written, so that a key of {@code 0123} or {@code 1e5} stays what it is.
 */
final class YamlSource {
    /** A file that is longer is none of ours. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 8;
    private static final YAMLFactory YAML = new YAMLFactory();

    private final Path file;
    private final List<String> problems;
    private final List<Given> found = new ArrayList<>();

    private YamlSource(Path file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What the file gives; what is wrong with its form goes to {@code problems}. */
    static List<Given> read(Path file, List<String> problems) {
        YamlSource source = new YamlSource(file, problems);
        try {
            if (!Files.isRegularFile(file)) {
                problems.add("the configuration file " + file + " is not there");
            } else if (Files.size(file) > MAX_FILE_BYTES) {
                problems.add("the configuration file " + file + " is longer than " + MAX_FILE_BYTES + " bytes");
            } else {
                source.parse(Files.readString(file));
            }
        } catch (JsonProcessingException e) {
            problems.add(source.at(e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + " is no YAML: "
                    + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            problems.add("the configuration file " + file + " cannot be read: " + e);
        }
        return source.found;
    }

    private void parse(String text) throws IOException {
        try (JsonParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || isNull(parser)) {
                return; // an empty file sets nothing
            }
            if (first != JsonToken.START_OBJECT) {
                problems.add(at(parser) + " must be a mapping of keys to values");
                return;
            }
            mapping(parser, "", 1);
            if (parser.nextToken() != null) {
                problems.add(at(parser) + " begins a second document; one file is one document");
            }
        }
    }

    private void mapping(JsonParser parser, String prefix, int depth) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                if (depth == MAX_DEPTH) {
                    problems.add(at(parser) + ": " + name + " is nested deeper than " + MAX_DEPTH);
                    parser.skipChildren();
                } else {
                    mapping(parser, name + ".", depth + 1);
                }
            } else if (token == JsonToken.START_ARRAY) {
                sequence(parser, name);
            } else if (!isNull(parser)) {
                String value = scalar(parser, name);
                if (value != null) {
                    found.add(new Given(name, value, at(parser)));
                }
            }
        }
    }

    private void sequence(JsonParser parser, String name) throws IOException {
        String origin = at(parser);
        List<String> values = new ArrayList<>();
        boolean whole = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String value = scalar(parser, name);
            if (value == null) {
                whole = false;
            } else if (value.indexOf(',') >= 0) {
                problems.add(at(parser) + ": an element of " + name + " must hold no comma");
                whole = false;
            } else {
                values.add(value);
            }
        }
        if (whole) {
            found.add(new Given(name, String.join(",", values), origin));
        }
    }

    private @Nullable String scalar(JsonParser parser, String name) throws IOException {
        if (parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
            return parser.getText();
        }
        problems.add(at(parser) + ": " + name + " must be a plain value");
        parser.skipChildren();
        return null;
    }

    /** An empty value, {@code ~} or {@code null}: the key is as good as absent. */
    private static boolean isNull(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private String at(JsonParser parser) {
        return at(parser.currentTokenLocation().getLineNr());
    }

    private String at(int line) {
        return file + (line > 0 ? " line " + line : "");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
