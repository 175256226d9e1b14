package io.weir.log;

import org.jspecify.annotations.Nullable;

/** What a record of a stream's topic says.  */
public enum RecordKind {
    /** A node takes the stream; the record's offset becomes its epoch. */
    CLAIM(0),
    /** Settings, metadata and codec configurations; not counted. */
    CONFIG(1),
    /** A run of whole FLV tags in file form. */
    TAGS(2),
    /** The publisher is alive and has nothing to say; with {@link TagKey#FENCE}, an epoch begins. */
    TICK(3),
    /** Sequences that will never come, and why. */
    GAP(4),
    /** The publication is over, and why. */
    END(5);

    private static final RecordKind[] BY_CODE = values();

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    /** The byte on the wire. */
    byte code() {
        return code;
    }

    /** The kind of a code, or null if there is none such. */
    static @Nullable RecordKind ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
