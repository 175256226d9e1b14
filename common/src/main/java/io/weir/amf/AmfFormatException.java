package io.weir.amf;

/** Bytes that are no AMF0: says the field, its value, the bound and the position. */
public final class AmfFormatException extends RuntimeException {
    public AmfFormatException(String message) {
        super(message);
    }
}
