package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one connection after its handshake. Set Chunk Size and Abort have taken effect when they are
 * returned; aggregates are taken apart.
 *
 * <p>A payload is a slice of the input when the message came in one chunk and one piece; else each of its bytes was
 * copied once, those of messages above 64 KiB at most a third of a time more. Memory grows with what has arrived, never
 * with what is announced, and is bounded for the connection ({@link RtmpLimits}) and for all of them
 * ({@link ByteBudget}).
 *
 * <p>After an exception only {@link #close()}. Not for several threads.
 */
public final class RtmpDecoder implements AutoCloseable {
    /** At most so many bytes of the input are left unread; they must be given again with what follows. */
    public static final int MAX_UNREAD_BYTES = ChunkHeader.MAX_BYTES - 1;

    private final ChunkDecoder chunks;
    private @Nullable AggregateReader aggregate;

    public RtmpDecoder(RtmpLimits limits, ByteBudget budget, ByteBufAllocator allocator) {
        this.chunks = new ChunkDecoder(limits, budget, allocator);
    }

    /**
     * The next message; call again with the same input until it is null. Its payload belongs to the caller.
     *
     * @param in borrowed
     * @return null when more bytes are needed
     * @throws RtmpFormatException if the bytes break a rule or pass a limit
     */
    public @Nullable RtmpMessage read(ByteBuf in) {
        while (true) {
            if (aggregate != null) {
                RawMessage part = aggregate.read();
                if (part != null) {
                    return MessageDecoder.decode(part);
                }
                closeAggregate(aggregate);
            }
            RawMessage raw = chunks.read(in);
            if (raw == null) {
                return null;
            }
            if (raw.type() != MessageType.AGGREGATE) {
                return MessageDecoder.decode(raw);
            }
            aggregate = new AggregateReader(raw);
        }
    }

    /** Memory held for messages that have begun and not ended. */
    public int partialBytes() {
        return chunks.partialBytes();
    }

    @Override
    public void close() {
        if (aggregate != null) {
            closeAggregate(aggregate);
        }
        chunks.close();
    }

    private void closeAggregate(AggregateReader reader) {
        reader.close();
        aggregate = null;
    }
}
