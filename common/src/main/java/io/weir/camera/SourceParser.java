package io.weir.camera;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the URL of a camera, strictly (RFC 3986), where {@code java.net.URI} takes what no camera can be: it passes over
 * hosts that are none, and knows no names beyond ASCII. No problem that it tells repeats a part of the URL, for who writes
 * {@code rtsp://admin:a/b@host} has put a password where a host is looked for.
 */
final class SourceParser {
    /** The longest URL, characters. */
    static final int MAX_URL_CHARS = 2_048;

    private static final int MAX_HOST_CHARS = 253;
    private static final int MAX_PORT = 65_535;
    private static final Map<String, Integer> DEFAULT_PORTS =
            Map.of("rtsp", 554, "rtsps", 322, "rtmp", 1935, "rtmps", 443);
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final Pattern HOST_NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern LAST_LABEL_A_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(.*/)?(\\.|%2[eE]){1,2}(/.*)?");
    private static final String PATH_PUNCTUATION = "-._~!$&'()*+,;=:@/?";

    private final List<String> problems = new ArrayList<>();

    private SourceParser() {}

    /**
     * Takes a URL apart.
     *
     * @throws InvalidCameraException with all that is wrong
     */
    static CameraSource parse(String url) {
        SourceParser parser = new SourceParser();
        CameraSource source = parser.read(url);
        if (source == null || !parser.problems.isEmpty()) {
            throw new InvalidCameraException(parser.problems);
        }
        return source;
    }

    private @Nullable CameraSource read(String url) {
        if (url.length() > MAX_URL_CHARS) {
            problems.add("the source is longer than " + MAX_URL_CHARS + " characters");
            return null;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(url)) {
            problems.add("the source must be text"); // half a surrogate pair
            return null;
        }
        int schemeEnd = url.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : url.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        Integer defaultPort = DEFAULT_PORTS.get(scheme);
        if (defaultPort == null) {
            problems.add("the source must begin with rtsp://, rtsps://, rtmp:// or rtmps://");
            return null;
        }
        String rest = url.substring(schemeEnd + 3);
        int pathAt = firstOf(rest, "/?#");
        String authority = rest.substring(0, pathAt);
        String path = path(rest.substring(pathAt));

        int at = authority.lastIndexOf('@');
        String user = at < 0 ? null : authority.substring(0, at);
        boolean stored = CameraSource.HIDDEN.equals(user);
        Credentials credentials = user == null || stored ? null : credentials(user);

        String hostPort = authority.substring(at + 1);
        int hostEnd = hostPort.startsWith("[") ? hostPort.indexOf(']') + 1 : firstOf(hostPort, ":");
        String host = host(hostPort.substring(0, hostEnd));
        String portText = hostPort.substring(hostEnd);
        int port = portText.isEmpty() || ":".equals(portText) ? defaultPort : port(portText);
        return host == null || path == null ? null : new CameraSource(scheme, host, port, path, credentials, stored);
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private int port(String text) {
        String digits = text.substring(1);
        int port = text.startsWith(":") && PORT.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX_PORT) {
            problems.add("the source's port must be a number from 1 to 65535"
                    + " (a / or ? in a password must be written as %2F or %3F)");
        }
        return port;
    }

    private @Nullable String host(String text) {
        String host = text.startsWith("[") ? ipv6(text) : nameOrIpv4(text);
        if (host == null) {
            problems.add("the source's host must be a name, an IPv4 address such as 10.0.0.5 or an IPv6 address such as"
                    + " [2001:db8::5], without a zone");
        }
        return host;
    }

    private static @Nullable String ipv6(String text) {
        String inner = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
        byte[] bytes = inner.indexOf(':') < 0 || inner.indexOf('%') >= 0
                ? null
                : NetUtil.createByteArrayFromIpAddressString(inner);
        if (bytes == null) {
            return null;
        }
        try {
            // An IPv4 address in an IPv6 address's form comes out as what it is.
            return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return null; // never: 4 or 16 bytes make an address
        }
    }

    private static @Nullable String nameOrIpv4(String text) {
        String name;
        try {
            name = text.isEmpty() || text.length() > MAX_HOST_CHARS || text.indexOf('%') >= 0
                    ? ""
                    : IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (LAST_LABEL_A_NUMBER.matcher(name).matches()) {
            return isIpv4(name) ? name : null; // 10.1 or 0x7f000001 would be an address to some, and another to others
        }
        return name.length() <= MAX_HOST_CHARS && HOST_NAME.matcher(name).matches() ? name : null;
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Credentials credentials(String text) {
        int colon = text.indexOf(':');
        String user = decoded(colon < 0 ? text : text.substring(0, colon));
        String password = colon < 0 ? "" : decoded(text.substring(colon + 1));
        if (user == null || password == null) {
            problems.add(
                    "the source's user and password must be text, percent-encoded where it is not plain (% is %25, @ is"
                            + " %40)");
            return null;
        }
        if (user.isEmpty() || user.length() > Credentials.MAX_CHARS || password.length() > Credentials.MAX_CHARS) {
            problems.add("the source's user must be 1 to " + Credentials.MAX_CHARS
                    + " characters, its password at most " + Credentials.MAX_CHARS);
            return null;
        }
        return Credentials.of(user, password);
    }

    /** The text that is meant; null if an encoding is broken, or it holds control characters. */
    private static @Nullable String decoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (!isEncoding(text, i)) {
                    return null;
                }
                bytes.put((byte) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
                bytes.put(text.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            String meant =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return meant.chars().anyMatch(Character::isISOControl) ? null : meant;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private @Nullable String path(String text) {
        if (text.indexOf('#') >= 0) {
            problems.add("the source must have no # part");
            return null;
        }
        String given = text.startsWith("/") ? text : "/" + text;
        StringBuilder path = new StringBuilder(given.length());
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c == '%' ? !isEncoding(given, i) : c <= ' ' || c == 0x7f || (c < 0x80 && !isPathCharacter(c))) {
                problems.add(
                        "the source's path must hold letters, digits, -._~!$&'()*+,;=:@/? and percent-encodings only");
                return null;
            }
            path.append(c < 0x80 ? String.valueOf(c) : "");
            if (c >= 0x80) {
                int length = Character.isHighSurrogate(c) && i + 1 < given.length() ? 2 : 1;
                appendEncoded(path, given.substring(i, i + length));
                i += length - 1;
            }
        }
        String place = path.indexOf("?") < 0 ? path.toString() : path.substring(0, path.indexOf("?"));
        if (DOT_SEGMENT.matcher(place).matches()) {
            problems.add("the source's path must have no . or .. in it");
            return null;
        }
        return path.toString();
    }

    private static void appendEncoded(StringBuilder path, String character) {
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            path.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
    }

    private static boolean isPathCharacter(char c) {
        return CanonicalPath.isUnreserved(c) || PATH_PUNCTUATION.indexOf(c) >= 0;
    }

    private static boolean isEncoding(String text, int at) {
        return at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0
                && text.charAt(at + 1) < 0x80
                && text.charAt(at + 2) < 0x80;
    }
}
