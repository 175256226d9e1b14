package io.weir.camera;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A request's first line and headers (RFC 2326 section 6).
 *
 * @param headers by their names in lower case
 */
record RtspRequest(String method, String uri, Map<String, String> headers) {
    /**
     * Parses what comes before the empty line.
     *
     * @throws IllegalArgumentException if it is no request
     */
    static RtspRequest parse(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3 || !first[2].startsWith("RTSP/1.")) {
            throw new IllegalArgumentException("no RTSP request: " + first.length + " words in its first line");
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new RtspRequest(first[0], first[1], Map.copyOf(headers));
    }

    /** A header's value; empty where there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
