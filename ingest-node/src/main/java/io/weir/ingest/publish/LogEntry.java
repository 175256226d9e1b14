package io.weir.ingest.publish;

import io.weir.log.RecordKind;
import io.weir.log.TagKey;
import java.nio.charset.StandardCharsets;

/**
 * What is to be written into the log, before it has an epoch and a sequence.
 *
 * @param kind CONFIG, TAGS, TICK, GAP or END
 * @param flags of its key
 * @param count how many sequences it takes
 * @param wallClockMs when its first tag came
 * @param value the record's value; not to be changed
 * @param opensGop whether it is the CONFIG before a keyframe or, without video, where reading can begin: what stands
 *     before it can be dropped without harm to what follows
 */
record LogEntry(RecordKind kind, int flags, int count, long wallClockMs, byte[] value, boolean opensGop) {
    /** What an entry takes in memory beside its value, about. */
    private static final int OVERHEAD_BYTES = 128;

    LogEntry(RecordKind kind, int count, long wallClockMs, byte[] value) {
        this(kind, count, wallClockMs, value, false);
    }

    LogEntry(RecordKind kind, int count, long wallClockMs, byte[] value, boolean opensGop) {
        this(kind, 0, count, wallClockMs, value, opensGop);
    }

    /** What it takes in memory. */
    int bytes() {
        return value.length + OVERHEAD_BYTES;
    }

    /** How many tags it carries. */
    int tags() {
        return kind == RecordKind.TAGS ? count : 0;
    }

    /**
     * Whether it takes no sequence and yet changes what those behind it mean. Readers cannot miss it as they miss a
     * sequence, so nothing may be sent behind it until it is acknowledged.
     */
    boolean mustLandFirst() {
        return count == 0 && (kind == RecordKind.CONFIG || kind == RecordKind.GAP);
    }

    /**
     * A TICK.
     *
     * @param value what the writer says of its hold
     */
    static LogEntry tick(long wallClockMs, byte[] value) {
        return new LogEntry(RecordKind.TICK, 0, wallClockMs, value);
    }

    /**
     * Lets go of the stream. Like an END to be given to a writer that is idle only, so that it stands behind all that its
     * writer has written.
     */
    static LogEntry release(long wallClockMs) {
        return new LogEntry(RecordKind.TICK, TagKey.RELEASE, 0, wallClockMs, new byte[0], false);
    }

    /** The key under an epoch. */
    TagKey key(long epoch, long firstSequence) {
        return new TagKey(kind, flags, count, epoch, firstSequence, wallClockMs);
    }

    /** Whether its writer writes nothing after it. */
    boolean isLast() {
        return kind == RecordKind.END || (flags & TagKey.RELEASE) != 0;
    }

    /** Sequences that will never come, or, with a count of 0, a place where media breaks off. */
    static LogEntry gap(int count, long wallClockMs, String cause) {
        return new LogEntry(RecordKind.GAP, count, wallClockMs, cause.getBytes(StandardCharsets.UTF_8));
    }

    static LogEntry end(long wallClockMs, String cause) {
        return new LogEntry(RecordKind.END, 0, wallClockMs, cause.getBytes(StandardCharsets.UTF_8));
    }
}
