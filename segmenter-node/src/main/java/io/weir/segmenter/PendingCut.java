package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.name.SegmentName;
import org.jspecify.annotations.Nullable;

/** A cut on its way into the store and the index. */
final class PendingCut {
    final Cut cut;

    /** The object's name; null for what has no object. */
    @Nullable
    SegmentName name;

    /** Whether the object is in the store, or there is none. */
    boolean stored;

    /** The hash of the record that was appended for it; null before. */
    @Nullable
    String appendedHash;

    PendingCut(Cut cut) {
        this.cut = cut;
    }
}
