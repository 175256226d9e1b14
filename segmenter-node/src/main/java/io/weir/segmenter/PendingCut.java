package io.weir.segmenter;

import io.weir.cut.Cut;
import io.weir.cut.CutState;
import io.weir.index.Accepted;
import io.weir.index.IndexRecord;
import io.weir.index.NextRecord;
import io.weir.name.SegmentName;
import org.jspecify.annotations.Nullable;

/**
 * A cut on its way.
 *
 * @param before the checkpoint before it
 * @param upload of its object; null for what has none, and for what the backfill puts
 */
record PendingCut(Cut cut, CutState before, @Nullable SegmentUpload upload) {
    boolean isStored() {
        return !(cut instanceof Cut.Media) || (upload != null && upload.isStored());
    }

    /** The record that announces it, behind the last one that counts. */
    IndexRecord record(@Nullable Accepted last, String topicId) {
        if (cut instanceof Cut.Media media) {
            SegmentName name =
                    upload == null ? NextRecord.name(media, NextRecord.msn(last, media), null) : upload.name();
            return NextRecord.segment(last, topicId, media, name);
        }
        if (last == null) {
            throw new IllegalStateException("a stream begins with a segment");
        }
        return cut instanceof Cut.Gap gap
                ? NextRecord.gap(last, topicId, gap)
                : NextRecord.ended(last, topicId, (Cut.End) cut);
    }
}
