package io.weir.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The key of a record in a stream's topic: fixed layout, big-endian, {@value #BYTES} bytes.
 *
 * <pre>
 * version:1  kind:1  flags:2  count:4  epoch:8  firstSequence:8  wallClockMs:8
 * </pre>
 *
 * @param kind what the record says
 * @param flags {@link #FENCE}, {@link #CONTINUES}, {@link #RELEASE}
 * @param count how many sequences it holds: tags of a TAGS, missing tags of a GAP, else 0
 * @param epoch the offset of the CLAIM it is written under; -1 in a CLAIM, which does not know its own yet
 * @param firstSequence the sequence of its first tag, or the next one if it has none; in a CLAIM the claimant's id
 * @param wallClockMs when the ingest node took the first tag, by its own clock
 */
public record TagKey(RecordKind kind, int flags, int count, long epoch, long firstSequence, long wallClockMs) {
    public static final int BYTES = 32;

    /** The first record of an epoch: from here on no record of an older one counts. */
    public static final int FENCE = 1;

    /**
     * On a fence: the sequence goes on, for the same publication is still being written. On a CLAIM: it is such a
     * publication's, and takes the stream from nobody.
     */
    public static final int CONTINUES = 2;

    /** On a TICK: its writer holds no camera any more, and writes no more under its epoch. */
    public static final int RELEASE = 4;

    private static final byte VERSION = 1;

    /** A key that has no flags. */
    public static TagKey of(RecordKind kind, long epoch, long firstSequence, int count, long wallClockMs) {
        return new TagKey(kind, 0, count, epoch, firstSequence, wallClockMs);
    }

    /** The key of a claim; the claimant's id stands where others have their sequence. */
    public static TagKey claim(long writerId, long wallClockMs) {
        return new TagKey(RecordKind.CLAIM, 0, 0, -1, writerId, wallClockMs);
    }

    /** The key of a claim by which the same publication goes on. */
    public static TagKey claimAgain(long writerId, long wallClockMs) {
        return new TagKey(RecordKind.CLAIM, CONTINUES, 0, -1, writerId, wallClockMs);
    }

    /** The key of a fence. */
    public static TagKey fence(long epoch, boolean continues, long wallClockMs) {
        return new TagKey(RecordKind.TICK, continues ? FENCE | CONTINUES : FENCE, 0, epoch, 0, wallClockMs);
    }

    /** The key's bytes. */
    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put(kind.code())
                .putShort((short) flags)
                .putInt(count)
                .putLong(epoch)
                .putLong(firstSequence)
                .putLong(wallClockMs)
                .array();
    }

    /**
     * The key of the bytes, or null if they are none that this version knows: such a record is foreign, and readers pass
     * over it.
     */
    public static @Nullable TagKey decode(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != BYTES || bytes[0] != VERSION) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        RecordKind kind = RecordKind.ofCode(in.get());
        int flags = in.getShort() & 0xFFFF;
        int count = in.getInt();
        if (kind == null || count < 0) {
            return null;
        }
        return new TagKey(kind, flags, count, in.getLong(), in.getLong(), in.getLong());
    }

    /** Whether an epoch begins with this record. */
    public boolean isFence() {
        return kind == RecordKind.TICK && (flags & FENCE) != 0;
    }

    /** Whether its writer lets go of the stream with this record. */
    public boolean isRelease() {
        return kind == RecordKind.TICK && (flags & RELEASE) != 0;
    }

    /** Whether this fence goes on with the sequence before it; whether this CLAIM is for that. */
    public boolean continues() {
        return (flags & CONTINUES) != 0;
    }
}
