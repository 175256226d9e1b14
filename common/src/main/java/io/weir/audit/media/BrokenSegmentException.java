package io.weir.audit.media;

/** An object that is not a whole segment. The message says what is wrong with it, and where. */
public final class BrokenSegmentException extends Exception {
    private static final long serialVersionUID = 1;

    public BrokenSegmentException(String message) {
        super(message);
    }
}
