package io.weir.edge.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed GET or HEAD.
 *
 * @param method GET or HEAD
 * @param path the decoded parts between the slashes; see {@link RequestPath}
 * @param headers as sent
 */
public record Request(HttpMethod method, List<String> path, HttpHeaders headers) {
    public boolean isHead() {
        return method.equals(HttpMethod.HEAD);
    }

    /** The header's value, several joined by commas (RFC 9110 section 5.3); null if there is none. */
    @Nullable
    String header(CharSequence name) {
        List<String> values = headers.getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }
}
