package io.weir.storage;

/** The store could not do what was asked. The message is a sentence for an operator and holds no secret. */
public final class StorageException extends RuntimeException {
    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
