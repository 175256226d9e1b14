package io.weir.ingest.pull;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** The one copy of media that a pull makes. */
final class FrameBytes {
    private FrameBytes() {}

    /** Appends the bytes between two absolute indexes; the source's position and limit stay. */
    static void copy(ByteBuffer from, int start, int end, ByteBuf to) {
        int position = from.position();
        int limit = from.limit();
        from.limit(end).position(start);
        to.writeBytes(from);
        from.limit(limit).position(position);
    }
}
