package io.weir.kafka;

/**
 * What a stream's topic holds.
 *
 * @param topicId the topic's id, which tells a re-created one
 * @param begin the first offset it holds
 * @param end the offset that its next record will have
 */
public record LogRange(String topicId, long begin, long end) {
    /** Whether it holds no record, or none any more. */
    public boolean isEmpty() {
        return begin >= end;
    }
}
