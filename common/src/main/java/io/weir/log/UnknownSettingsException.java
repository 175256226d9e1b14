package io.weir.log;

/** A stream's writer has pinned settings that this code cannot cut by: it would make other segments than nodes that can. */
public final class UnknownSettingsException extends RuntimeException {
    UnknownSettingsException(String message) {
        super(message);
    }
}
