package io.weir.rtmpclient;

/** The server does not let this be published, or is no RTMP server; the message says why. */
public final class RtmpPublishException extends RuntimeException {
    private final String code;

    RtmpPublishException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The server's code, such as {@code NetStream.Publish.Denied}; empty if it is not the server that says so. */
    public String code() {
        return code;
    }
}
