package io.weir.camera;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a camera's media is pulled from: an {@code rtsp}, {@code rtsps}, {@code rtmp} or {@code rtmps} URL, taken apart.
 *
 * @param scheme lower case
 * @param host lower case: a name in ASCII without a final dot, an IPv4 address, or an IPv6 address in its short form
 *     without brackets
 * @param port 1 to 65535; the scheme's own if the URL named none
 * @param path with its query, begins with {@code /}; as written, but that what is not ASCII is percent-encoded
 * @param credentials null if the URL had none, or {@link #hasStoredCredentials}
 * @param hasStoredCredentials whether the URL had {@code ***} in their place: those that the registry holds are meant
 */
public record CameraSource(
        String scheme,
        String host,
        int port,
        String path,
        @Nullable Credentials credentials,
        boolean hasStoredCredentials) {
    /** What stands in a shown URL in place of credentials, and in a given one for those that are stored. */
    public static final String HIDDEN = "***";

    /** Some cameras want their password in the path or the query. */
    private static final Pattern SECRET_PARAMETER = Pattern.compile(
            "(?i)((?:^|[/?&;,_.-])(?:user(?:name)?|usr|login|pass(?:word|wd)?|pwd|psw|token|auth|key|secret)=)[^/?&;]*");

    /**
     * Takes a URL apart.
     *
     * @throws InvalidCameraException with all that is wrong, none of which repeats a part of the URL
     */
    public static CameraSource parse(String url) {
        return SourceParser.parse(url);
    }

    /** The source of that URL, or null; what is wrong is added to the problems. */
    static @Nullable CameraSource parse(String url, List<String> problems) {
        try {
            return parse(url);
        } catch (InvalidCameraException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    /** The same camera with these credentials. */
    public CameraSource withCredentials(@Nullable Credentials other) {
        return new CameraSource(scheme, host, port, path, other, false);
    }

    /** Whether a part of the path or the query was hidden from who wrote it: what the registry holds is meant. */
    boolean hidesInPath() {
        return path.contains("=" + HIDDEN);
    }

    /** Whether the other one is of the same place, as far as it may be shown. */
    boolean looksLike(CameraSource other) {
        return scheme.equals(other.scheme)
                && address().equals(other.address())
                && shownPath(path).equals(shownPath(other.path));
    }

    /**
     * What tells one camera from another: {@code host:port/path?query}. Whoever gives two spellings of one place gets the
     * same text: scheme and credentials are not in it; percent-encoding, slashes and the order of the query's parameters are
     * made alike. It may hold a password that the camera wants in its path: it is for comparing, and is not shown.
     */
    public String canonical() {
        return address() + CanonicalPath.of(path);
    }

    /** The URL without anything that is secret: {@code rtsp://***@host:554/path}. */
    public String shown() {
        String user = credentials != null || hasStoredCredentials ? HIDDEN + "@" : "";
        return scheme + "://" + user + address() + shownPath(path);
    }

    /** A canonical source, or a path, without the passwords that stand in it. */
    static String shownPath(String path) {
        return SECRET_PARAMETER.matcher(path).replaceAll("$1" + HIDDEN);
    }

    /** The whole URL, credentials and all; for the one who connects, never for a log or an answer. */
    public String revealUrl() {
        Credentials known = credentials;
        String user = known == null
                ? ""
                : encoded(known.user().reveal()) + ":"
                        + encoded(known.password().reveal()) + "@";
        return scheme + "://" + user + address() + path;
    }

    /** The URL without its credentials. */
    String bareUrl() {
        return scheme + "://" + address() + path;
    }

    private String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@link #shown}. */
    @Override
    public String toString() {
        return shown();
    }
}
