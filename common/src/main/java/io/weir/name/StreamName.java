package io.weir.name;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a stream: an application and a stream in it, as in {@code rtmp://host/<app>/<stream>}.
 *
 * <p>An application has no {@code -}, so that a topic's name parses one way.
 *
 * @param app {@code [A-Za-z0-9_]{1,32}}, none of {@link #RESERVED_APPS}
 * @param stream {@code [A-Za-z0-9_-]{1,128}}
 */
public record StreamName(String app, String stream) implements Comparable<StreamName> {
    /** What is said to a peer whose name is refused. */
    public static final String RULE = "an application is 1 to 32 of A-Z a-z 0-9 _ (not api, health, assets, console),"
            + " a stream 1 to 128 of A-Z a-z 0-9 _ -";

    private static final Pattern APP = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern RESERVED_APPS = Pattern.compile("api|health|assets|console");
    private static final String TOPIC_INFIX = "-flv-";

    /**
     * A valid name.
     *
     * @throws IllegalArgumentException with {@link #RULE} as its message
     */
    public StreamName {
        if (!isValid(app, stream)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** Whether the two parts make a stream's name. */
    public static boolean isValid(String app, String stream) {
        return APP.matcher(app).matches()
                && !RESERVED_APPS.matcher(app).matches()
                && STREAM.matcher(stream).matches();
    }

    /** The name in {@code <app>/<stream>}, or null if it is none. */
    public static @Nullable StreamName parse(String path) {
        int slash = path.indexOf('/');
        if (slash < 0 || !isValid(path.substring(0, slash), path.substring(slash + 1))) {
            return null;
        }
        return new StreamName(path.substring(0, slash), path.substring(slash + 1));
    }

    /** The stream that a topic belongs to, or null if it is no stream's topic under the prefix. */
    public static @Nullable StreamName ofTopic(String prefix, String topic) {
        String head = prefix + TOPIC_INFIX;
        if (!topic.startsWith(head)) {
            return null;
        }
        Matcher parts = Pattern.compile("([^-]+)-(.+)").matcher(topic.substring(head.length()));
        return parts.matches() && isValid(parts.group(1), parts.group(2))
                ? new StreamName(parts.group(1), parts.group(2))
                : null;
    }

    /** The stream's topic: {@code <prefix>-flv-<app>-<stream>}. */
    public String topic(String prefix) {
        return prefix + TOPIC_INFIX + app + "-" + stream;
    }

    @Override
    public int compareTo(StreamName other) {
        int byApp = app.compareTo(other.app);
        return byApp != 0 ? byApp : stream.compareTo(other.stream);
    }

    /** {@code <app>/<stream>}. */
    @Override
    public String toString() {
        return app + "/" + stream;
    }
}
