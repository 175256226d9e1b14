package io.weir.segmenter;

import io.weir.index.Accepted;
import io.weir.name.StreamName;
import org.jspecify.annotations.Nullable;

/** What has been read of the index; from any thread. */
interface LatestRecords {
    /** A stream's latest record that counts, or null. */
    @Nullable
    Accepted latest(StreamName stream);

    /** Whether the last record that the index holds of a stream does not count. */
    boolean isRefusedLast(StreamName stream);
}
