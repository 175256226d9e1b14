package io.weir.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Set;

/** Checks what the decoder made of a request's head (RFC 9112). */
final class RequestReader {
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private RequestReader() {}

    /**
     * The request. An OPTIONS of any target is passed on, with an empty path.
     *
     * @throws RefusedRequestException with the answer
     */
    static Request read(HttpRequest request) throws RefusedRequestException {
        if (request.decoderResult().isFailure()) {
            throw malformed(request.decoderResult().cause());
        }
        if (request.protocolVersion().majorVersion() != 1) {
            throw new RefusedRequestException(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "version", "this server speaks HTTP/1.1");
        }
        if (!METHODS.contains(request.method())) {
            throw RefusedRequestException.allowing(METHODS);
        }
        if (hasBody(request)) {
            throw new RefusedRequestException(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "body", "nothing here takes a body");
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1 && isHttp11(request)) {
            throw new RefusedRequestException(
                    HttpResponseStatus.BAD_REQUEST, "host", "an HTTP/1.1 request has one Host header");
        }
        if (request.method().equals(HttpMethod.OPTIONS)) {
            return new Request(request.method(), List.of(), request.headers());
        }
        List<String> path = RequestPath.parse(request.uri());
        if (path == null) {
            throw new RefusedRequestException(
                    HttpResponseStatus.BAD_REQUEST,
                    "path",
                    "a path here is made of A-Z a-z 0-9 - . _ ~ and /, without . and .. as a part");
        }
        return new Request(request.method(), path, request.headers());
    }

    private static RefusedRequestException malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new RefusedRequestException(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG, "request-line", "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new RefusedRequestException(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers", "the headers are too long");
        }
        return new RefusedRequestException(
                HttpResponseStatus.BAD_REQUEST, "malformed", "this is not an HTTP/1.1 request");
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private static boolean isHttp11(HttpRequest request) {
        return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
    }
}
