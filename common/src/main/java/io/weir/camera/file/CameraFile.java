package io.weir.camera.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.weir.camera.Camera;
import io.weir.camera.CameraForm;
import io.weir.camera.InvalidCameraException;
import io.weir.name.StreamName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file of cameras: a mapping {@code cameras}, in it for each stream its camera, or its source alone.
 *
 * <pre>
 * cameras:
 *   live/gate:
 *     source: rtsp://10.0.0.5/stream1
 *     user: admin
 *     password: secret
 *     on_demand: true
 *     labels: {site: north}
 *   live/yard: rtsp://10.0.0.6/stream1
 * </pre>
 */
final class CameraFile {
    private static final Set<String> KEYS =
            Set.of("source", "user", "password", "transport", "on_demand", "enabled", "labels");
    private static final int MAX_CAMERAS = 10_000;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PROBLEMS = 20;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final String owner;
    private final List<String> problems = new ArrayList<>();
    private final List<Camera> cameras = new ArrayList<>();
    private final Set<StreamName> streams = new HashSet<>();

    private CameraFile(String owner) {
        this.owner = owner;
    }

    /**
     * The cameras of a text.
     *
     * @param owner the file's name, which they bear
     * @throws InvalidCameraException with all that is wrong: the line, the key, and the rule
     */
    static List<Camera> parse(String text, String owner) {
        CameraFile file = new CameraFile(owner);
        try (JsonParser parser = YAML.createParser(text)) {
            file.root(parser);
        } catch (JsonProcessingException e) {
            // Its own message shows the text around the place, and passwords stand there.
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            file.problem(line, "it is no YAML here: look for a tab, a missing quote or space, a key that stands twice");
        } catch (IOException e) {
            file.problem(0, "it is no YAML");
        }
        if (!file.problems.isEmpty()) {
            throw new InvalidCameraException(file.problems);
        }
        return file.cameras;
    }

    private void root(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            // An empty one as well: whoever is just writing it would remove all cameras.
            problem(parser, "the file must be a mapping with the key cameras; for none write cameras: {}");
            return;
        }
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean known = "cameras".equals(parser.currentName());
            found |= known;
            JsonToken value = parser.nextToken();
            if (!known) {
                problem(parser, "there is a key beside cameras, which is the only one");
                parser.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                cameras(parser);
            } else {
                problem(parser, "cameras must be a mapping of streams, such as live/cam1, to cameras");
                parser.skipChildren();
            }
        }
        if (!found) {
            problem(parser, "the key cameras is missing; for none write cameras: {}");
        }
        if (parser.nextToken() != null) {
            problem(parser, "a second document begins; one file is one document");
        }
    }

    private void cameras(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int line = line(parser);
            String name = parser.currentName();
            StreamName stream = StreamName.parse(name);
            JsonToken value = parser.nextToken();
            List<String> wrong = new ArrayList<>();
            CameraForm form = null;
            if (value == JsonToken.START_OBJECT) {
                form = form(parser, stream == null ? "a camera" : stream.toString());
            } else if (value == JsonToken.VALUE_STRING) {
                form = new CameraForm(text(parser), null, null, null, null, null, Map.of());
            } else {
                wrong.add("it must be a mapping or a URL");
                parser.skipChildren();
            }
            if (stream == null) {
                problem(line, "a camera's key must be APP/STREAM: " + StreamName.RULE);
            } else if (!streams.add(stream)) {
                problem(line, stream + " stands twice");
            } else if (streams.size() > MAX_CAMERAS) {
                problem(line, "there are more than " + MAX_CAMERAS + " cameras");
            } else if (form != null) {
                Camera camera = form.camera(stream, owner, wrong);
                if (camera != null) {
                    cameras.add(camera);
                }
            }
            wrong.forEach(sentence -> problem(line, (stream == null ? "" : stream + ": ") + sentence));
        }
    }

    private CameraForm form(JsonParser parser, String name) throws IOException {
        Map<String, String> given = new HashMap<>();
        Map<String, String> labels = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!KEYS.contains(key)) {
                problem(
                        parser,
                        name + ": there is a key that is none of source, user, password, transport, on_demand,"
                                + " enabled, labels");
                parser.skipChildren();
            } else if ("labels".equals(key) && value == JsonToken.START_OBJECT) {
                labels(parser, name, labels);
            } else if (value.isScalarValue() && !"labels".equals(key)) {
                if (value != JsonToken.VALUE_NULL) {
                    given.put(key, text(parser)); // as written: a password of 0123 stays so
                }
            } else if (value != JsonToken.VALUE_NULL) {
                problem(
                        parser,
                        name + ": " + key + ("labels".equals(key) ? " must be a mapping" : " must be a plain value"));
                parser.skipChildren();
            }
            flagProblem(parser, name, key, given);
        }
        return new CameraForm(
                given.get("source"),
                given.get("user"),
                given.get("password"),
                given.get("transport"),
                flag(given.get("on_demand")),
                flag(given.get("enabled")),
                labels);
    }

    private void labels(JsonParser parser, String name, Map<String, String> labels) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String label = parser.currentName();
            if (parser.nextToken().isScalarValue()) {
                labels.put(label, parser.currentToken() == JsonToken.VALUE_NULL ? "" : text(parser));
            } else {
                problem(parser, name + ": a label must be a plain value");
                parser.skipChildren();
            }
        }
    }

    private String text(JsonParser parser) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problem(parser, "aliases are not followed; a text that begins with * must stand in quotes");
        }
        return parser.getText();
    }

    private void flagProblem(JsonParser parser, String name, String key, Map<String, String> given) {
        if (("on_demand".equals(key) || "enabled".equals(key))
                && given.containsKey(key)
                && flag(given.get(key)) == null) {
            problem(parser, name + ": " + key + " must be true or false");
        }
    }

    private static @Nullable Boolean flag(@Nullable String text) {
        return "true".equalsIgnoreCase(text) ? Boolean.TRUE : "false".equalsIgnoreCase(text) ? Boolean.FALSE : null;
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private void problem(JsonParser parser, String sentence) {
        problem(line(parser), sentence);
    }

    private void problem(int line, String sentence) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add((line > 0 ? "line " + line + ": " : "") + sentence);
        }
    }
}
