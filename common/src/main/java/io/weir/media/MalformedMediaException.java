package io.weir.media;

/** Bytes that break their own specification: says the field, its value and the bound. */
public final class MalformedMediaException extends MediaException {
    public MalformedMediaException(String message) {
        super(message);
    }
}
