package io.weir.storage;

import io.weir.name.SegmentName;
import io.weir.name.StreamName;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A segment that a listing found. Sorts by its start.
 *
 * @param bytes its size
 */
public record StoredSegment(StreamName stream, SegmentName name, String key, long bytes)
        implements Comparable<StoredSegment> {
    private static final Comparator<StoredSegment> ORDER = Comparator.comparingLong(
                    (StoredSegment segment) -> segment.name.startMs())
            .thenComparing(StoredSegment::key);

    /** The segment, or null if the object is something else. */
    static @Nullable StoredSegment of(StreamName stream, ObjectStore.Entry entry) {
        SegmentName name = SegmentName.parse(entry.key().substring(entry.key().lastIndexOf('/') + 1));
        return name != null && name.key(stream).equals(entry.key())
                ? new StoredSegment(stream, name, entry.key(), entry.bytes())
                : null;
    }

    @Override
    public int compareTo(StoredSegment other) {
        return ORDER.compare(this, other);
    }
}
