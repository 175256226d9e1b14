package io.weir.ingest.pull;

import io.weir.config.Secret;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source's URL, taken apart as far as connecting needs it. Neither the user nor the path, in which some cameras want their
 * password, is shown.
 *
 * @param scheme {@code rtsp}, {@code rtsps}, {@code rtmp} or {@code rtmps}
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 * @param userInfo percent-encoded {@code user:password@}, or empty
 * @param path with its query, as written; may be empty
 */
record PullUrl(String scheme, String host, int port, Secret userInfo, Secret path) {
    /** A longer URL is refused, characters. FFmpeg cuts host and user at a kilobyte. */
    static final int MAX_CHARS = 2_048;

    /** FFmpeg cuts a longer user and password. */
    static final int MAX_USER_CHARS = 255;

    private static final Map<String, Integer> DEFAULT_PORTS =
            Map.of("rtsp", 554, "rtsps", 322, "rtmp", 1935, "rtmps", 443);

    /** The last {@code @} before the path ends the user: passwords with a bare one are seen. */
    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z]+)://(?:([^/]*)@)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?([/?].*)?");

    /** No space, no control character: nothing that could begin another line of a request. */
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]+");

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException saying what is wrong without repeating any of the URL
     */
    static PullUrl parse(Secret url) {
        String text = url.reveal();
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "the URL has " + text.length() + " characters, at most " + MAX_CHARS + " are taken");
        }
        if (!PRINTABLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the URL has spaces or characters that are not ASCII: percent-encode them");
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("the URL is not of the form rtsp://user:password@host:port/path");
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        Integer defaultPort = DEFAULT_PORTS.get(scheme);
        if (defaultPort == null) {
            throw new IllegalArgumentException("only rtsp, rtsps, rtmp and rtmps are pulled");
        }
        String user = form.group(2) == null ? "" : form.group(2);
        if (user.length() > MAX_USER_CHARS) {
            throw new IllegalArgumentException("user and password have " + user.length() + " characters, at most "
                    + MAX_USER_CHARS + " are taken");
        }
        int port = form.group(4) == null ? defaultPort : Integer.parseInt(form.group(4));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ", it is 1 to 65535");
        }
        String host = form.group(3);
        return new PullUrl(
                scheme,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                new Secret(user.isEmpty() ? "" : user.replace("@", "%40") + "@"),
                new Secret(form.group(5) == null ? "" : form.group(5)));
    }

    /** Whether this is RTSP, in the clear or not. */
    boolean rtsp() {
        return scheme.startsWith("rtsp");
    }

    /** The URL with its host's address in place of its name, so that nobody resolves that again; for FFmpeg alone. */
    Secret at(InetAddress address) {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        String withoutZone = zone < 0 ? literal : literal.substring(0, zone);
        String bracketed = address instanceof Inet6Address ? "[" + withoutZone + "]" : withoutZone;
        return new Secret(scheme + "://" + userInfo.reveal() + bracketed + ":" + port + path.reveal());
    }

    /** RTMP's tcUrl with the name, by which a server tells its virtual hosts apart: all but the last part of the path. */
    Secret tcUrl() {
        String withoutQuery = path.reveal().replaceFirst("\\?.*", "");
        int last = withoutQuery.lastIndexOf('/');
        return new Secret(scheme + "://" + bracketedHost() + ":" + port
                + (last > 0 ? withoutQuery.substring(0, last) : withoutQuery));
    }

    /** {@code rtsp://host:port}, for people. */
    String shown() {
        return scheme + "://" + bracketedHost() + ":" + port;
    }

    private String bracketedHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** {@link #shown}. */
    @Override
    public String toString() {
        return shown();
    }
}
