package io.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Feeds a decoder as a socket does, in pieces, keeps what it emits, and watches its memory. */
final class ChunkReader implements AutoCloseable {
    final ByteBudget budget;
    final ChunkDecoder decoder;
    final List<RawMessage> messages = new ArrayList<>();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;

    ChunkReader(RtmpLimits limits) {
        this(limits, new ByteBudget(Long.MAX_VALUE));
    }

    ChunkReader(RtmpLimits limits, ByteBudget budget) {
        this.budget = budget;
        this.decoder = new ChunkDecoder(limits, budget, allocator);
    }

    /** All at once. */
    static List<RawMessage> read(byte[] bytes) {
        return readSplit(bytes, bytes.length);
    }

    /** In two pieces. */
    static List<RawMessage> readSplit(byte[] bytes, int split) {
        try (ChunkReader reader = new ChunkReader(RtmpLimits.DEFAULT)) {
            reader.feed(Unpooled.copiedBuffer(bytes, 0, split));
            reader.feed(Unpooled.copiedBuffer(bytes, split, bytes.length - split));
            return reader.messages;
        }
    }

    /** Byte by byte. */
    static List<RawMessage> readBytewise(byte[] bytes) {
        try (ChunkReader reader = new ChunkReader(RtmpLimits.DEFAULT)) {
            for (byte b : bytes) {
                reader.feed(Unpooled.wrappedBuffer(new byte[] {b}));
            }
            return reader.messages;
        }
    }

    void feed(ByteBuf piece) {
        ByteBuf in = Unpooled.copiedBuffer(unread, piece);
        unread.release();
        piece.release();
        unread = Unpooled.EMPTY_BUFFER;
        try {
            for (RawMessage message = decoder.read(in); message != null; message = decoder.read(in)) {
                keep(message);
            }
            assertThat(in.readableBytes()).isLessThan(ChunkHeader.MAX_BYTES);
            unread = in.copy();
        } finally {
            in.release();
        }
    }

    /** Heap that the decoder has taken from its allocator and not given back. */
    long heldBytes() {
        return allocator.metric().usedHeapMemory();
    }

    private void keep(RawMessage message) {
        ByteBuf copy = Unpooled.copiedBuffer(message.payload());
        message.payload().release();
        messages.add(new RawMessage(message.type(), message.messageStreamId(), message.timestampMs(), copy));
    }

    @Override
    public void close() {
        unread.release();
        decoder.close();
        assertThat(heldBytes()).as("bytes never given back").isZero();
        assertThat(decoder.partialBytes()).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }
}
