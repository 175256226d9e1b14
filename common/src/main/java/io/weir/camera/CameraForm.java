package io.weir.camera;

import io.weir.name.StreamName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A camera as somebody wrote it down, in JSON, YAML or CSV. What is null was not given.
 *
 * @param user in place of one in the URL; needs no percent-encoding
 * @param password in place of one in the URL
 */
public record CameraForm(
        @Nullable String source,
        @Nullable String user,
        @Nullable String password,
        @Nullable String transport,
        @Nullable Boolean onDemand,
        @Nullable Boolean enabled,
        Map<String, String> labels) {
    /** The source alone, or null; what is wrong is added to the problems. */
    public @Nullable CameraSource source(List<String> problems) {
        if (source == null || source.isEmpty()) {
            problems.add("source is missing: a URL such as rtsp://user:password@10.0.0.5/stream1");
            return null;
        }
        CameraSource parsed = CameraSource.parse(source, problems);
        if (parsed == null || (user == null && password == null)) {
            return parsed;
        }
        Credentials inUrl = parsed.credentials();
        String name = user != null ? user : inUrl == null ? "" : inUrl.user().reveal();
        String word = password != null
                ? password
                : inUrl == null ? "" : inUrl.password().reveal();
        if (!isCredential(name) || !isCredential(word) || name.isEmpty()) {
            problems.add("user must be 1 to " + Credentials.MAX_CHARS + " characters, password at most "
                    + Credentials.MAX_CHARS + ", without control characters; a password needs a user");
            return null;
        }
        return parsed.withCredentials(Credentials.of(name, word));
    }

    /** How its media is to travel, or null; what is wrong is added to the problems. */
    public @Nullable CameraTransport transport(List<String> problems) {
        CameraTransport parsed = transport == null ? CameraTransport.TCP : CameraTransport.of(transport);
        if (parsed == null) {
            problems.add("transport must be tcp or udp");
        }
        return parsed;
    }

    /** The camera, or null; what is wrong is added to the problems. */
    public @Nullable Camera camera(StreamName stream, @Nullable String file, List<String> problems) {
        CameraSource parsed = source(problems);
        CameraTransport how = transport(problems);
        List<String> wrongLabels = Camera.labelProblems(labels);
        problems.addAll(wrongLabels);
        if (parsed == null || how == null || !wrongLabels.isEmpty()) {
            return null;
        }
        if (how == CameraTransport.UDP && parsed.scheme().startsWith("rtmp")) {
            problems.add("transport udp is for rtsp only");
            return null;
        }
        return new Camera(stream, parsed, how, onDemand != null && onDemand, enabled == null || enabled, labels, file);
    }

    private static boolean isCredential(String text) {
        return text.length() <= Credentials.MAX_CHARS && text.chars().noneMatch(Character::isISOControl);
    }

    /** Nothing that is secret. */
    @Override
    public String toString() {
        return "a camera's form";
    }
}
