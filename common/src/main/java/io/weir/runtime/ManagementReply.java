package io.weir.runtime;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer on the management port.
 *
 * @param type of the body; of no meaning without one
 * @param headers beside those that every answer has
 */
public record ManagementReply(int status, String type, byte[] body, Map<String, String> headers) {
    /** The type of JSON. */
    public static final String JSON = "application/json";

    public ManagementReply {
        headers = Map.copyOf(headers);
    }

    /** A text of that type. */
    public static ManagementReply of(int status, String type, String body) {
        return new ManagementReply(status, type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** No body. */
    public static ManagementReply empty(int status) {
        return of(status, "", "");
    }

    /** The same with one header more. */
    public ManagementReply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ManagementReply(status, type, body, more);
    }
}
