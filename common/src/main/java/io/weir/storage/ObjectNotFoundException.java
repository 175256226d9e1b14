package io.weir.storage;

/** There is no object under that key. */
public final class ObjectNotFoundException extends RuntimeException {
    public ObjectNotFoundException(String key) {
        super("no object " + key);
    }
}
