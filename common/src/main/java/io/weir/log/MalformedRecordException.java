package io.weir.log;

/** An accepted record whose value is not what its kind asks for. */
public final class MalformedRecordException extends RuntimeException {
    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
