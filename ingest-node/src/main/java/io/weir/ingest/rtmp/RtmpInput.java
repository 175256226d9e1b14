package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.weir.rtmp.ByteBudget;
import io.weir.rtmp.RtmpDecoder;
import io.weir.rtmp.RtmpLimits;
import io.weir.rtmp.RtmpMessage;
import io.weir.rtmp.ServerHandshake;
import io.weir.rtmp.UnreadBytes;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What has come over a connection and is not read yet: the handshake first, then messages, one at a time, as they are asked
 * for. Holds at most what was given to it between two askings.
 */
final class RtmpInput {
    private final ServerHandshake handshake = new ServerHandshake(new SplittableRandom());
    private final ByteBufAllocator allocator;
    private final RtmpDecoder decoder;
    private final UnreadBytes unread;
    private long receivedBytes;
    private boolean handshaken;

    /** Nothing has come. */
    RtmpInput(RtmpLimits limits, ByteBudget budget, ByteBufAllocator allocator) {
        this.allocator = allocator;
        this.unread = new UnreadBytes(allocator);
        this.decoder = new RtmpDecoder(limits, budget, allocator);
    }

    /** Takes bytes, which are its own from now on. */
    void add(ByteBuf in) {
        receivedBytes += in.readableBytes();
        unread.add(in);
    }

    /** All that ever came. */
    long receivedBytes() {
        return receivedBytes;
    }

    boolean isHandshaken() {
        return handshaken;
    }

    /**
     * Goes on with the handshake, or reads a message.
     *
     * @param answers takes the handshake's bytes, its own from then on
     * @param messages takes a message, borrowed
     * @return whether there may be more
     */
    boolean readOne(Consumer<ByteBuf> answers, Consumer<RtmpMessage> messages) {
        ByteBuf in = unread.get();
        if (in == null) {
            return false;
        }
        if (!handshaken) {
            ByteBuf out = allocator.buffer();
            try {
                handshaken = handshake.advance(in, out);
                answers.accept(out.retain());
            } finally {
                out.release();
            }
            return handshaken;
        }
        RtmpMessage message = decoder.read(in);
        if (message == null) {
            return false;
        }
        try {
            messages.accept(message);
        } finally {
            message.release();
        }
        return true;
    }

    /** Lets go of what has been read. */
    void trim() {
        unread.trim();
    }

    /** Whether bytes have come that nobody has asked for yet. */
    boolean isUnread() {
        return !unread.isEmpty();
    }

    void releaseUnread() {
        unread.release();
    }

    /** Lets go of messages that have begun. Not within {@link #readOne}'s own bytes: {@link #releaseUnread} is for those. */
    void close() {
        decoder.close();
    }
}
