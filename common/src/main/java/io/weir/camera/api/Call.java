package io.weir.camera.api;

import io.weir.camera.RegistryUnavailableException;
import io.weir.name.StreamName;
import io.weir.runtime.ManagementRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request, and the names in its path. */
record Call(ManagementRequest request, Matcher path) {
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");

    /** The stream that the path names. */
    StreamName stream() {
        String app = path.group("app");
        String stream = path.group("stream");
        if (!StreamName.isValid(app, stream)) {
            throw ApiException.invalid(StreamName.RULE);
        }
        return new StreamName(app, stream);
    }

    Map<String, String> parameters() {
        try {
            return request.parameters();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("the query is not well encoded");
        }
    }

    boolean isSet(String parameter) {
        return "true".equals(parameters().get(parameter));
    }

    /** The body, if its type is said to be that one. No page of another site can have a browser send these unasked. */
    byte[] body(String type) {
        if (!type.equals(request.contentType())) {
            throw new ApiException(415, "type", "the body must be " + type + ", and Content-Type must say so");
        }
        return request.body();
    }

    /** The version that the request asks for in {@code If-Match}, or null. */
    @Nullable
    Long version() {
        String condition = request.header("if-match");
        if (condition == null) {
            return null;
        }
        Matcher version = VERSION.matcher(condition.strip());
        if (!version.matches()) {
            throw ApiException.invalid("If-Match must be the ETag of the camera");
        }
        return Long.valueOf(version.group(1));
    }

    /** What the future brings; that it does not come in time is the registry's being away. */
    static <T> T await(CompletableFuture<T> future, long atMostS) {
        try {
            return future.get(atMostS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("this node is stopping", e);
        } catch (TimeoutException e) {
            throw new RegistryUnavailableException("there was no answer within " + atMostS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RegistryUnavailableException away) {
                throw away;
            }
            throw new IllegalStateException("a request failed", e.getCause());
        }
    }
}
