package io.weir.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client that sends any bytes, and reads responses one by one. */
public final class RawClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /**
     * A response.
     *
     * @param status its code
     * @param headers by lower-case name
     * @param text its body, a char a byte
     */
    public record Response(int status, Map<String, String> headers, String text) {
        public byte[] body() {
            return text.getBytes(ISO_8859_1);
        }

        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    public RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A client on a connected socket. */
    public RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(READ_TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends text as it is, each {@code \n} as CR LF. */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
        return this;
    }

    /** Sends a GET with headers such as {@code "Range: bytes=0-1"}. */
    public RawClient get(String target, String... headers) throws IOException {
        return request("GET", target, headers);
    }

    public RawClient request(String method, String target, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\nHost: weir\n");
        for (String header : headers) {
            text.append(header).append('\n');
        }
        return send(text.append('\n').toString());
    }

    /** The next response. */
    public Response read() throws IOException {
        return read(false);
    }

    /** The next response, which answers a HEAD and so has no body. */
    public Response readHead() throws IOException {
        return read(true);
    }

    /** True if the server closes without another byte. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    /** Closes our direction only. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Response read(boolean head) throws IOException {
        String statusLine = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(head ? 0 : length);
        if (!head && body.length < length) {
            throw new EOFException("a body of " + body.length + " of " + length + " bytes");
        }
        return new Response(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, new String(body, ISO_8859_1));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
