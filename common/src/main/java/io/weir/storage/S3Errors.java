package io.weir.storage;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Says in a sentence what a server refused, and what to look at. The SDK's own exceptions are not handed on: their text
 * shows requests with all headers.
 */
final class S3Errors {
    private static final int MAX_TEXT_LENGTH = 200;

    private final S3Settings settings;

    S3Errors(S3Settings settings) {
        this.settings = settings;
    }

    /** The S3 error code of a failure, such as {@code NoSuchKey}; empty if it is something else. */
    static String code(Throwable failure) {
        Throwable cause = PendingLimit.unwrapped(failure);
        if (cause instanceof ErrorResponseException refused) {
            String code = refused.errorResponse().code();
            return code == null ? "" : code;
        }
        return "";
    }

    /**
     * The failure of an operation.
     *
     * @param what the operation, such as {@code write app/stream/...}
     */
    RuntimeException explain(String what, Throwable failure) {
        Throwable cause = PendingLimit.unwrapped(failure);
        String head = "cannot " + what + " in bucket " + settings.bucket() + " at " + settings.endpoint() + ": ";
        if (cause instanceof ObjectNotFoundException
                || cause instanceof StorageException
                || cause instanceof IllegalArgumentException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof ErrorResponseException refused) {
            return new StorageException(head + refusal(refused));
        }
        if (cause instanceof ServerException server) {
            return new StorageException(head + "the server answered " + server.statusCode());
        }
        if (cause instanceof InvalidResponseException) {
            return new StorageException(head + "this is not an S3 server's answer: " + shortened(cause.getMessage()));
        }
        Throwable inner = cause instanceof MinioException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner instanceof InterruptedIOException) {
            return new StorageException(
                    head + "no answer within " + settings.requestTimeout().toMillis() + " ms", inner);
        }
        if (inner instanceof IOException) {
            return new StorageException(head + shortened(inner.getMessage()), inner);
        }
        return new StorageException(head + inner.getClass().getSimpleName() + " " + shortened(inner.getMessage()));
    }

    private String refusal(ErrorResponseException refused) {
        String code = code(refused);
        String hint = switch (code) {
            case "NoSuchBucket" -> "; make the bucket, or allow that it is made";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch" -> "; check the access key and the secret key";
            case "AccessDenied" -> "; check what the access key may do";
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "InvalidLocationConstraint" ->
                "; check the region (" + settings.region() + ")";
            case "RequestTimeTooSkewed" -> "; check this machine's clock";
            case "QuotaExceeded", "XMinioStorageFull" -> "; the store is full";
            default -> "";
        };
        return code + " (HTTP " + refused.response().code() + "), "
                + shortened(refused.errorResponse().message()) + hint;
    }

    private static String shortened(@Nullable String text) {
        if (text == null) {
            return "no reason given";
        }
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= MAX_TEXT_LENGTH ? line : line.substring(0, MAX_TEXT_LENGTH) + "...";
    }
}
