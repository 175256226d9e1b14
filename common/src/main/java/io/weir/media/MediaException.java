package io.weir.media;

/** A codec's bytes that Weir cannot use: malformed or not supported. */
public abstract sealed class MediaException extends RuntimeException
        permits MalformedMediaException, UnsupportedMediaException {
    MediaException(String message) {
        super(message);
    }
}
