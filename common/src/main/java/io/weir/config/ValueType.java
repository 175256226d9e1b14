package io.weir.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a setting's text becomes a value.
 *
 * @param rule what the text must be, to be read after "must be"
 * @param parser gives the value, or null if the text breaks the rule
 */
public record ValueType<T>(String rule, Function<String, @Nullable T> parser) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9]{1,15})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern URL_SAFE = Pattern.compile("[A-Za-z0-9._~-]{1,200}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern STREAM_PATH_FORM = Pattern.compile("/([A-Za-z0-9_./-]|\\{stream}|\\{app}){1,200}");
    private static final Pattern STREAM_PATH_PLACE = Pattern.compile("\\{(stream|app)}");
    private static final int MAX_PORT = 65_535;
    private static final int MIN_LONG_SECRET = 32;

    /** Any text but the empty one. */
    public static final ValueType<String> TEXT =
            new ValueType<>("a text, not empty", text -> text.isEmpty() ? null : text);

    /** A text that is never shown; not empty, for an empty password would be open to all. */
    public static final ValueType<Secret> SECRET =
            new ValueType<>("a text, not empty", text -> text.isEmpty() ? null : new Secret(text));

    /** A secret that people put into URLs: of the characters that no URL and no encoder changes (RFC 3986, 2.3). */
    public static final ValueType<Secret> URL_SECRET = new ValueType<>(
            "1 to 200 of A-Z a-z 0-9 . _ ~ -, so that a URL can hold it as it is",
            text -> URL_SAFE.matcher(text).matches() ? new Secret(text) : null);

    /** A secret that is used as a cipher's key, as it is: too long to be guessed. */
    public static final ValueType<Secret> LONG_SECRET = new ValueType<>(
            "a text of 32 characters or more", text -> text.length() >= MIN_LONG_SECRET ? new Secret(text) : null);

    /** A name of 1 to 63 letters, digits, {@code _} and {@code -}. */
    public static final ValueType<String> SHORT_NAME = new ValueType<>(
            "1 to 63 of A-Z a-z 0-9 _ -, the first a letter or digit",
            text -> NAME.matcher(text).matches() ? text : null);

    /** A bucket's name, as Amazon's rules have it. */
    public static final ValueType<String> BUCKET = new ValueType<>(
            "3 to 63 of a-z 0-9 . -, the first and last a letter or digit",
            text -> BUCKET_NAME.matcher(text).matches() ? text : null);

    /** A TCP port; 0 stands for any free one. */
    public static final ValueType<Integer> PORT =
            new ValueType<>("a port from 0 to 65535 (0 takes any free one)", ValueType::portOf);

    /** A host's name or address. */
    public static final ValueType<String> HOST_ADDRESS =
            new ValueType<>("an address or a host name, such as 127.0.0.1", text -> isHost(text) ? text : null);

    /** A folder or a file. */
    public static final ValueType<Path> PATH = new ValueType<>("a path", ValueType::pathOf);

    /** An http or https URL without a path. */
    public static final ValueType<URI> HTTP_URL =
            new ValueType<>("a URL such as http://127.0.0.1:9000", ValueType::httpUrlOf);

    /** Hosts with ports, one or more. */
    public static final ValueType<List<String>> HOST_PORTS =
            listOf(new ValueType<>("host:port", text -> isHostPort(text) ? text : null));

    /** Hosts with or without ports, one or more. */
    public static final ValueType<List<String>> HOSTS =
            listOf(new ValueType<>("host or host:port", text -> isHost(text) || isHostPort(text) ? text : null));

    /** One of some words. */
    public static ValueType<String> oneOf(String... words) {
        List<String> all = List.of(words);
        return new ValueType<>(String.join(" or ", all), text -> all.contains(text) ? text : null);
    }

    /** A URL's path in which the stream's name has a place. */
    public static final ValueType<String> STREAM_PATH = new ValueType<>(
            "a path such as /hls/{stream}.m3u8, with {stream} once and {app} at most once",
            text -> isStreamPath(text) ? text : null);

    /** Such paths, one or more. */
    public static final ValueType<List<String>> STREAM_PATHS = listOf(STREAM_PATH);

    /** A whole number between two bounds, both included. */
    public static ValueType<Integer> integer(int min, int max) {
        return new ValueType<>("a whole number from " + min + " to " + max, text -> {
            Integer number = NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
            return number != null && number >= min && number <= max ? number : null;
        });
    }

    /** A length of time between two bounds, both included. */
    public static ValueType<Duration> duration(String min, String max) {
        Duration least = requireDuration(min);
        Duration greatest = requireDuration(max);
        return new ValueType<>(
                "a time from " + min + " to " + max + " (a whole number with ms, s, m, h or d)", text -> {
                    Duration duration = Quantities.duration(text);
                    return duration != null && duration.compareTo(least) >= 0 && duration.compareTo(greatest) <= 0
                            ? duration
                            : null;
                });
    }

    /** A number of bytes between two bounds, both included. */
    public static ValueType<Long> size(String min, String max) {
        long least = requireSize(min);
        long greatest = requireSize(max);
        return new ValueType<>(
                "a size from " + min + " to " + max + " (a whole number with B, MB, GiB and the like)", text -> {
                    Long bytes = Quantities.bytes(text);
                    return bytes != null && bytes >= least && bytes <= greatest ? bytes : null;
                });
    }

    /** Values of one type, separated by commas (in YAML also a sequence); an empty text is the empty list. */
    public static <T> ValueType<List<T>> listOf(ValueType<T> element) {
        return new ValueType<>("a list of " + element.rule + ", separated by commas", text -> {
            List<T> values = new ArrayList<>();
            if (text.isBlank()) {
                return values;
            }
            for (String part : text.split(",", -1)) {
                T value = element.parse(part.strip());
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
            return List.copyOf(values);
        });
    }

    /** The value, or null if the text breaks the rule. */
    public @Nullable T parse(String text) {
        return parser.apply(text);
    }

    private static @Nullable Integer portOf(String text) {
        Integer port = NUMBER.matcher(text).matches() ? Integer.valueOf(text) : null;
        return port != null && port <= MAX_PORT ? port : null;
    }

    private static boolean isHost(String text) {
        return HOST.matcher(text).matches()
                || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
    }

    private static boolean isHostPort(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return false;
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        Integer port = portOf(text.substring(colon + 1));
        return port != null
                && port > 0
                && (bracketed
                        ? isHost(host.substring(1, host.length() - 1))
                        : HOST.matcher(host).matches());
    }

    private static boolean isStreamPath(String text) {
        Matcher place = STREAM_PATH_PLACE.matcher(text);
        int streams = 0;
        int apps = 0;
        while (place.find()) {
            if ("stream".equals(place.group(1))) {
                streams++;
            } else {
                apps++;
            }
        }
        return STREAM_PATH_FORM.matcher(text).matches() && streams == 1 && apps <= 1;
    }

    private static @Nullable Path pathOf(String text) {
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable URI httpUrlOf(String text) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme();
            String path = url.getPath();
            return ("http".equals(scheme) || "https".equals(scheme))
                            && url.getHost() != null
                            && (path == null || path.isEmpty() || "/".equals(path))
                            && url.getUserInfo() == null
                            && url.getQuery() == null
                    ? url
                    : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static Duration requireDuration(String text) {
        Duration duration = Quantities.duration(text);
        if (duration == null) {
            throw new IllegalArgumentException("no duration: " + text);
        }
        return duration;
    }

    private static long requireSize(String text) {
        Long bytes = Quantities.bytes(text);
        if (bytes == null) {
            throw new IllegalArgumentException("no size: " + text);
        }
        return bytes;
    }
}
