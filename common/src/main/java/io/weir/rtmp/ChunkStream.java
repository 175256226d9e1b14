package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the headers of one chunk stream have said last, and the message that has begun on it. */
final class ChunkStream {
    final int id;
    int timestampMs;
    int deltaMs;
    int length;
    int type;
    int messageStreamId;

    /** Whether the last header had an extended timestamp, and what stood in it (section 5.3.1.3). */
    boolean extended;

    int extendedField;

    /** Whether a message has begun and not ended; {@code received} counts its bytes. */
    boolean inMessage;

    int received;

    /** A slice of the input when all of it came at once, which counts as nothing reserved. */
    @Nullable
    ByteBuf payload;

    int reservedBytes;

    ChunkStream(int id) {
        this.id = id;
    }
}
