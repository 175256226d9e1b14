package io.weir.rtmp;

/** Bytes that are no RTMP, or that pass a limit: says the field, its value and the bound. Ends the connection. */
public final class RtmpFormatException extends RuntimeException {
    public RtmpFormatException(String message) {
        super(message);
    }

    public RtmpFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
