package io.weir.camera;

import io.weir.name.StreamName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the registry's log, record by record. Confined to one thread.
 *
 * <p>It begins cold: until it has come to the log's end it may have read what counts no more. From then on each record must
 * name the one that it follows ({@link #follow}); where that is another one, compaction has taken what was not read yet,
 * perhaps that a camera was deleted, and all must be read anew.
 */
public final class CameraFold {
    /** Length of what {@link #follow} makes, bytes. */
    private static final int FOLLOW_BYTES = 12;

    private final Map<StreamName, CameraEntry> entries = new HashMap<>();
    private final Map<String, SourceTest> tests = new HashMap<>();
    private long position;
    private long lastOffset = -1;
    private long lastTransaction = -1;
    private int lastIndex;
    private boolean cold = true;

    /** What became of a record. */
    public enum Verdict {
        /** It counts. */
        TAKEN,
        /** It counts, and makes no sense: as if its stream had no camera. */
        UNREADABLE,
        /** Something before it was not read. This reading is of no use any more. */
        HOLE
    }

    /**
     * The mark that each record of a transaction bears in its header.
     *
     * @param after the offset of the last record before the transaction; -1 for none
     * @param index of the record in its transaction
     */
    static byte[] follow(long after, int index) {
        return ByteBuffer.allocate(FOLLOW_BYTES).putLong(after).putInt(index).array();
    }

    /** Takes the next record. */
    public Verdict take(long offset, byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] follow) {
        boolean missed = !follows(follow) && !cold;
        position = offset + 1;
        lastOffset = offset;
        Verdict verdict = put(offset, key, value);
        return missed ? Verdict.HOLE : verdict;
    }

    private Verdict put(long offset, byte @Nullable [] key, byte @Nullable [] value) {
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (SourceTest.isKey(name)) {
            return putTest(name, value);
        }
        StreamName stream = StreamName.parse(name);
        if (stream == null) {
            return Verdict.UNREADABLE;
        }
        if (value == null) {
            entries.remove(stream);
            return Verdict.TAKEN;
        }
        try {
            entries.put(stream, CameraRecord.decode(stream, value, offset));
            return Verdict.TAKEN;
        } catch (IOException e) {
            entries.remove(stream);
            return Verdict.UNREADABLE;
        }
    }

    private Verdict putTest(String key, byte @Nullable [] value) {
        tests.remove(SourceTest.token(key));
        if (value == null) {
            return Verdict.TAKEN;
        }
        try {
            tests.put(SourceTest.token(key), SourceTest.decode(key, value));
            return Verdict.TAKEN;
        } catch (IOException e) {
            return Verdict.UNREADABLE;
        }
    }

    private boolean follows(byte @Nullable [] mark) {
        if (mark == null || mark.length != FOLLOW_BYTES) {
            return false;
        }
        ByteBuffer parts = ByteBuffer.wrap(mark);
        long after = parts.getLong();
        int index = parts.getInt();
        boolean follows = index == 0 ? after == lastOffset : after == lastTransaction && index == lastIndex + 1;
        lastTransaction = after;
        lastIndex = index;
        return follows;
    }

    /** Passes what is no record, up to that offset. */
    public void pass(long next) {
        position = Math.max(position, next);
    }

    /**
     * Ends the cold reading if it has come to the log's end.
     *
     * @param end where the log ends, asked after the last record was taken. An end that was asked before does not do:
     *     compaction may have taken a camera's record because of a later one, which lies behind that end
     */
    public void endColdAt(long end) {
        cold = cold && position < end;
    }

    /** Whether it has not come to the end yet. */
    public boolean isCold() {
        return cold;
    }

    /** The offset behind all that was read. */
    public long position() {
        return position;
    }

    /** What the log says up to here. */
    public CameraSnapshot snapshot() {
        return new CameraSnapshot(entries.values(), tests.values(), position, lastOffset);
    }
}
