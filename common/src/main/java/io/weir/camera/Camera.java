package io.weir.camera;

import io.weir.name.StreamName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is pulled from a camera.
 *
 * @param stream the stream it becomes
 * @param source where it is pulled from
 * @param transport how its media travels
 * @param onDemand whether it is pulled only while somebody watches
 * @param enabled whether it is pulled at all; its source stays its own all the same
 * @param labels what people and programs sort cameras by
 * @param file the name of the file that owns it, which alone changes it; null if the API does
 */
public record Camera(
        StreamName stream,
        CameraSource source,
        CameraTransport transport,
        boolean onDemand,
        boolean enabled,
        Map<String, String> labels,
        @Nullable String file) {
    static final int MAX_LABELS = 32;
    static final int MAX_LABEL_CHARS = 128;

    /** Columns of the CSV; a label of such a name could not be told from them. */
    public static final Set<String> RESERVED_LABELS =
            Set.of("app", "stream", "source", "transport", "on_demand", "enabled", "user", "password");

    private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /** A camera whose labels have been checked. */
    public Camera {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        List<String> problems = labelProblems(labels);
        if (!problems.isEmpty()) {
            throw new InvalidCameraException(problems);
        }
    }

    /** A camera as one is that says nothing but its source. */
    public static Camera of(StreamName stream, CameraSource source) {
        return new Camera(stream, source, CameraTransport.TCP, false, true, Map.of(), null);
    }

    /** The same with another source. */
    public Camera withSource(CameraSource other) {
        return new Camera(stream, other, transport, onDemand, enabled, labels, file);
    }

    /** The same, owned by that file. */
    public Camera withFile(@Nullable String owner) {
        return new Camera(stream, source, transport, onDemand, enabled, labels, owner);
    }

    /** What is wrong with labels, a sentence each. */
    public static List<String> labelProblems(Map<String, String> labels) {
        List<String> problems = new ArrayList<>();
        if (labels.size() > MAX_LABELS) {
            problems.add("a camera has at most " + MAX_LABELS + " labels");
        }
        labels.forEach((name, value) -> {
            if (!LABEL_NAME.matcher(name).matches()) {
                problems.add("a label's name must be 1 to 63 of A-Z a-z 0-9 _ . -, the first a letter or digit");
            } else if (RESERVED_LABELS.contains(name)) {
                problems.add("no label may be named " + name);
            } else if (value.length() > MAX_LABEL_CHARS || value.chars().anyMatch(Character::isISOControl)) {
                problems.add("the label " + name + " must be at most " + MAX_LABEL_CHARS
                        + " characters, none of them a control character");
            }
        });
        return problems;
    }
}
