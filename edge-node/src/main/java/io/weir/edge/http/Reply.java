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
 * @param hold told for how long the body is needed
 */
public record Reply(HttpResponseStatus status, List<Header> headers, ByteBuffer body, Hold hold) {
    /** Is told when a body begins to be sent, and, once for each time, when it is needed no more. From any thread. */
    public interface Hold {
        /** For bodies that nobody counts. */
        Hold NONE = new Hold() {
            @Override
            public void begin() {}

            @Override
            public void end() {}
        };

        void begin();

        void end();
    }

    /** One header line. */
    public record Header(CharSequence name, String value) {}

    public Reply {
        headers = List.copyOf(headers);
    }

    /** A reply with a body that nobody counts. */
    public Reply(HttpResponseStatus status, List<Header> headers, ByteBuffer body) {
        this(status, headers, body, Hold.NONE);
    }

    /** The same, and its sending is told. */
    public Reply heldBy(Hold other) {
        return new Reply(status, headers, body, other);
    }

    /** The same with one header more. */
    public Reply with(CharSequence name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(status, more, body, hold);
    }
}
