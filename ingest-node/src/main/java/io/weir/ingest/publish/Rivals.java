package io.weir.ingest.publish;

import io.weir.log.FoldState;
import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What records say of other writers of a stream.
 *
 * @param ownId by which a writer knows its own claims
 */
record Rivals(long ownId) {
    /** Whether among the records is another's claim to the stream: its fence, now or later, takes it. */
    boolean haveClaimed(List<LogAccess.Placed> records) {
        return records.stream()
                .anyMatch(
                        record -> isForeignClaim(record.key()) && !record.key().continues());
    }

    /**
     * Whether among the records is another's fence that counts, whenever its CLAIM was written.
     *
     * @param known the readers' state before the first of them
     */
    boolean haveFenced(List<LogAccess.Placed> records, FoldState known) {
        Set<Long> ownEpochs = new HashSet<>();
        FoldState fold = known;
        for (LogAccess.Placed record : records) {
            TagKey key = record.key();
            if (key.kind() == RecordKind.CLAIM && !isForeignClaim(key)) {
                ownEpochs.add(record.offset());
            }
            if (key.isFence() && fold.accept(key) != null && !ownEpochs.contains(key.epoch())) {
                return true;
            }
            fold = record.after(fold);
        }
        return false;
    }

    private boolean isForeignClaim(TagKey key) {
        return key.kind() == RecordKind.CLAIM && key.firstSequence() != ownId;
    }
}
