package io.weir.audit;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong.
 *
 * @param atMs wall clock
 * @param segment the object that it is about; null for none
 * @param frames how many
 * @param text a sentence
 */
public record Finding(Kind kind, long atMs, @Nullable String segment, long frames, String text) {
    /** What is wrong. */
    public enum Kind {
        /** Acknowledged frames are in no segment. */
        LOST,
        /** Frames are in a second segment, or twice in one. */
        DOUBLED,
        /** Frames are in a segment, and were never acknowledged. */
        FOREIGN,
        /** Frames are in their segment at another time than the log says. */
        MISTIMED,
        /** An object cannot be read as a segment. */
        UNREADABLE,
        /** The index names an object that the store does not have. */
        MISSING,
        /** The store has a segment beside the one of that number which the index names. */
        STRAY
    }
}
