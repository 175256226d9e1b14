package io.weir.camera;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Makes spellings of one path alike (RFC 3986 section 6.2.2, and what cameras do beyond it): unreserved characters are not
 * percent-encoded, other encodings are in upper case, slashes that repeat or end the path are dropped, the query's parameters
 * are sorted, an empty query is none. Two sources that are taken for one cost a refusal; one that is taken for two costs a
 * second client at the camera. So where cameras differ, it takes them for one.
 */
final class CanonicalPath {
    private CanonicalPath() {}

    /** The canonical form of a valid path with its query. */
    static String of(String path) {
        String text = decodedUnreserved(path);
        int mark = text.indexOf('?');
        String place = (mark < 0 ? text : text.substring(0, mark)).replaceAll("/{2,}", "/");
        if (place.length() > 1 && place.endsWith("/")) {
            place = place.substring(0, place.length() - 1);
        }
        String query = mark < 0
                ? ""
                : Arrays.stream(text.substring(mark + 1).split("&"))
                        .filter(parameter -> !parameter.isEmpty())
                        .sorted()
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? place : place + "?" + query;
    }

    private static String decodedUnreserved(String path) {
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            String encoding = path.substring(i, i + 3);
            char meant = (char) Integer.parseInt(encoding.substring(1), 16);
            text.append(isUnreserved(meant) ? String.valueOf(meant) : encoding.toUpperCase(Locale.ROOT));
            i += 2;
        }
        return text.toString();
    }

    static boolean isUnreserved(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
