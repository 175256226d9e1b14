package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What has come over a connection and is not read yet. Memory is that of what is unread, and of as much again at most,
 * however the bytes were cut into reads. Not for several threads.
 */
public final class UnreadBytes {
    /** Fewer bytes that were read are not worth a copy of those that were not. */
    private static final int LEAST_READ_BYTES = 4 << 10;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf bytes;

    public UnreadBytes(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes bytes, which are its own from now on. */
    public void add(ByteBuf in) {
        if (bytes == null) {
            bytes = in;
            return;
        }
        try {
            ByteBuf old = bytes;
            if (old.refCnt() > 1 || old.maxWritableBytes() < in.readableBytes()) {
                // Somebody keeps a part of it, or it cannot grow.
                bytes = allocator
                        .buffer(old.readableBytes() + in.readableBytes())
                        .writeBytes(old);
                old.release();
            }
            bytes.writeBytes(in);
        } finally {
            in.release();
        }
    }

    /** To be read from; borrowed until the next call of another method. Null if there is nothing. */
    public @Nullable ByteBuf get() {
        return bytes;
    }

    /** Whether there is nothing unread. */
    public boolean isEmpty() {
        return bytes == null || !bytes.isReadable();
    }

    /**
     * Lets go of what has been read. Without it one byte of a message that has begun, left over by each read, would keep
     * all that ever came.
     */
    public void trim() {
        ByteBuf old = bytes;
        if (old == null) {
            return;
        }
        if (!old.isReadable()) {
            release();
        } else if (old.readerIndex() >= Math.max(LEAST_READ_BYTES, old.readableBytes())) {
            // A copy, as slices of the old one may be in use.
            bytes = allocator.buffer(old.readableBytes()).writeBytes(old);
            old.release();
        }
    }

    /** Lets go of everything. */
    public void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
