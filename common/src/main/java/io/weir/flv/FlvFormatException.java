package io.weir.flv;

/** Bytes that are no FLV: says the field, its value, the bound and the position. */
public final class FlvFormatException extends RuntimeException {
    public FlvFormatException(String message) {
        super(message);
    }
}
