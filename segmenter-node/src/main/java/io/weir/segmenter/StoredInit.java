package io.weir.segmenter;

import org.jspecify.annotations.Nullable;

/** The init segment of a stream that this node knows to be in the store, so that it is not put again with each segment. */
final class StoredInit {
    private @Nullable String hash;

    boolean is(@Nullable String other) {
        return other != null && other.equals(hash);
    }

    void set(String storedHash) {
        hash = storedHash;
    }
}
