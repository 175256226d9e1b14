package io.weir.edge.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A response, but for what the connection adds: Date, Content-Length, Connection, the cross-origin headers.
 *
 * @param status its status
 * @param headers its own headers
 * @param body position to limit; shared and never changed. Left out by the connection where the request was a HEAD
 */
public record Reply(HttpResponseStatus status, List<Header> headers, ByteBuffer body) {
    /** One header line. */
    public record Header(CharSequence name, String value) {}

    public Reply {
        headers = List.copyOf(headers);
    }

    /** The same with one header more. */
    public Reply with(CharSequence name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(status, more, body);
    }
}
