package io.weir.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a resource with what caches and players need, ready for any number of requests (RFC 9110 sections 8, 13,
 * 14). Immutable. Text is kept compressed besides, and its compressed form has an entity tag of its own; media is
 * served in ranges instead.
 */
public final class Representation {
    private static final String GZIP_TAG_SUFFIX = "-gzip";

    private final ByteBuffer bytes;
    private final @Nullable ByteBuffer gzip;
    private final String etag;
    private final List<Reply.Header> headers;

    private Representation(byte[] bytes, byte @Nullable [] gzip, String etag, List<Reply.Header> headers) {
        this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        this.gzip = gzip == null ? null : ByteBuffer.wrap(gzip).asReadOnlyBuffer();
        this.etag = etag;
        this.headers = headers;
    }

    /**
     * Text, which is compressed here, once.
     *
     * @param etag what names these bytes, without quotes
     */
    public static Representation text(byte[] bytes, String contentType, String etag, String cacheControl) {
        return new Representation(
                bytes,
                compress(bytes),
                etag,
                List.of(
                        new Reply.Header(HttpHeaderNames.CONTENT_TYPE, contentType),
                        new Reply.Header(HttpHeaderNames.CACHE_CONTROL, cacheControl),
                        new Reply.Header(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING.toString())));
    }

    /**
     * Media, served in ranges.
     *
     * @param bytes kept, not copied
     * @param etag what names these bytes, without quotes
     */
    public static Representation media(byte[] bytes, String contentType, String etag, String cacheControl) {
        return new Representation(
                bytes,
                null,
                etag,
                List.of(
                        new Reply.Header(HttpHeaderNames.CONTENT_TYPE, contentType),
                        new Reply.Header(HttpHeaderNames.CACHE_CONTROL, cacheControl),
                        new Reply.Header(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES.toString())));
    }

    /** The reply to a GET or HEAD: 200, 206, 304 or 416. */
    public Reply answer(Request request) {
        ByteBuffer compressed = acceptsGzip(request) ? gzip : null;
        String tag = '"' + (compressed == null ? etag : etag + GZIP_TAG_SUFFIX) + '"';
        if (isKnown(request)) {
            return reply(HttpResponseStatus.NOT_MODIFIED, tag, ByteBuffer.allocate(0));
        }
        if (compressed != null) {
            return reply(HttpResponseStatus.OK, tag, compressed)
                    .with(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP.toString());
        }
        ByteRange range = range(request, tag);
        if (range == null) {
            return reply(HttpResponseStatus.OK, tag, bytes);
        }
        int length = bytes.limit();
        if (!range.isSatisfiable()) {
            return ErrorReply.of(
                            HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                            "range",
                            "there is no such range",
                            Map.of("length", length))
                    .with(HttpHeaderNames.CONTENT_RANGE, "bytes */" + length);
        }
        return reply(
                        HttpResponseStatus.PARTIAL_CONTENT,
                        tag,
                        bytes.slice(range.first(), range.last() - range.first() + 1))
                .with(HttpHeaderNames.CONTENT_RANGE, "bytes " + range.first() + "-" + range.last() + "/" + length);
    }

    private Reply reply(HttpResponseStatus status, String tag, ByteBuffer body) {
        List<Reply.Header> all = new ArrayList<>(headers);
        all.add(new Reply.Header(HttpHeaderNames.ETAG, tag));
        return new Reply(status, all, body);
    }

    /** Whether If-None-Match names these bytes, in any encoding, by weak comparison (RFC 9110 section 13.1.2). */
    private boolean isKnown(Request request) {
        String known = request.header(HttpHeaderNames.IF_NONE_MATCH);
        if (known == null) {
            return false;
        }
        for (String item : known.split(",", -1)) {
            String tag = item.trim();
            if (tag.startsWith("W/")) {
                tag = tag.substring(2);
            }
            if (tag.equals("*")
                    || tag.equals('"' + etag + '"')
                    || (gzip != null && tag.equals('"' + etag + GZIP_TAG_SUFFIX + '"'))) {
                return true;
            }
        }
        return false;
    }

    /** The range to send, or null for the whole; If-Range asks for strong comparison (RFC 9110 section 13.1.5). */
    private @Nullable ByteRange range(Request request, String tag) {
        String range = request.header(HttpHeaderNames.RANGE);
        if (range == null || gzip != null || request.isHead()) {
            return null;
        }
        String condition = request.header(HttpHeaderNames.IF_RANGE);
        return condition == null || condition.trim().equals(tag) ? ByteRange.parse(range, bytes.limit()) : null;
    }

    private static boolean acceptsGzip(Request request) {
        String accepted = request.header(HttpHeaderNames.ACCEPT_ENCODING);
        if (accepted == null) {
            return false;
        }
        boolean any = false;
        for (String item : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = item.split(";", 2);
            boolean wanted = parts.length == 1 || !parts[1].trim().matches("q\\s*=\\s*0(\\.0{0,3})?");
            String coding = parts[0].trim();
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return wanted;
            }
            any |= coding.equals("*") && wanted;
        }
        return any;
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but memory
        }
        return compressed.toByteArray();
    }
}
