package io.weir.media;

/** Bytes that are right by their specification, but that Weir, or the container in hand, does not carry. */
public final class UnsupportedMediaException extends MediaException {
    public UnsupportedMediaException(String message) {
        super(message);
    }
}
