package io.weir.name;

import org.jspecify.annotations.Nullable;

/** The name of an object that a player fetches by its playlist. A name never means other bytes. */
public sealed interface ObjectName permits SegmentName, InitName {
    /** The name, or null if the text is none. */
    static @Nullable ObjectName parse(String fileName) {
        SegmentName segment = SegmentName.parse(fileName);
        return segment != null ? segment : InitName.parse(fileName);
    }

    /** The last part of the object's URI and key. */
    String fileName();

    /** The object's key. */
    String key(StreamName stream);

    /** The media type of its bytes. */
    String contentType();
}
