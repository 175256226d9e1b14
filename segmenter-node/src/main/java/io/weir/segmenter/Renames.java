package io.weir.segmenter;

import io.weir.index.IndexRecord;
import io.weir.name.SegmentName;
import java.util.HashMap;
import java.util.Map;

/** Segments of a stream that were announced under a name that turned out to be another object's, until the index says so. */
final class Renames {
    private final Map<Long, SegmentName> names = new HashMap<>();

    /** A segment is stored under that name. */
    void stored(SegmentName segment) {
        if (segment.conflict() != null) {
            names.put(segment.msn(), segment);
        }
    }

    /** The record with the names that are. */
    IndexRecord in(IndexRecord record) {
        return record.withNames(names);
    }

    /** The index has accepted a record. */
    void told(IndexRecord record) {
        names.values().removeIf(segment -> isTold(segment, record));
    }

    /** Whether the window names the segment so, or no longer has it. */
    private static boolean isTold(SegmentName segment, IndexRecord record) {
        return record.window().stream()
                .noneMatch(
                        entry -> entry.msn() == segment.msn() && !entry.name().equals(segment.fileName()));
    }
}
