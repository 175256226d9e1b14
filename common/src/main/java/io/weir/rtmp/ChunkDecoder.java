package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from chunks (Adobe RTMP 1.0, section 5.3). Set Chunk Size and Abort take effect here, and are
 * returned besides.
 *
 * <p>Copies: none when a message comes in one chunk and is all in the input (its payload is then a slice of it). Else
 * each byte is copied once; a message above {@link #FIRST_BYTES} may be moved to a buffer four times the size when one
 * is full, which adds at most a third. Memory grows with what has arrived, never with what is announced.
 *
 * <p>Feed one connection's bytes in order; after an exception only {@link #close()}. Not for several threads.
 */
final class ChunkDecoder implements AutoCloseable {
    static final int DEFAULT_CHUNK_BYTES = 128;

    /** The first buffer of a message whose length says more; a longer one must be earned by sending. */
    static final int FIRST_BYTES = 64 << 10;

    private static final int GROWTH = 4;
    private static final int MAX_CONTROL_BYTES = 256;

    private final RtmpLimits limits;
    private final ByteBudget budget;
    private final ByteBufAllocator allocator;
    private final IntObjectMap<ChunkStream> streams = new IntObjectHashMap<>();
    private int chunkBytes = DEFAULT_CHUNK_BYTES;
    private int partialBytes;

    /** The stream of the chunk whose payload is being read, and what is left of that. */
    private @Nullable ChunkStream current;

    private int chunkRemaining;

    ChunkDecoder(RtmpLimits limits, ByteBudget budget, ByteBufAllocator allocator) {
        this.limits = limits;
        this.budget = budget;
        this.allocator = allocator;
    }

    /**
     * Reads up to the end of the next message.
     *
     * @param in borrowed; at most {@link ChunkHeader#MAX_BYTES} - 1 bytes of it are left unread, to be given again
     * @return null when more bytes are needed
     * @throws RtmpFormatException if the bytes break a rule or pass a limit
     */
    @Nullable
    RawMessage read(ByteBuf in) {
        while (true) {
            if (current == null) {
                current = readHeader(in);
                if (current == null) {
                    return null;
                }
                chunkRemaining = Math.min(chunkBytes, current.length - current.received);
            }
            ChunkStream stream = current;
            readPayload(stream, in);
            if (chunkRemaining > 0) {
                return null;
            }
            current = null;
            if (stream.received == stream.length) {
                return message(stream);
            }
        }
    }

    /** Memory held for messages that have begun and not ended. */
    int partialBytes() {
        return partialBytes;
    }

    @Override
    public void close() {
        current = null;
        chunkRemaining = 0;
        streams.values().forEach(this::discard);
        streams.clear();
    }

    private @Nullable ChunkStream readHeader(ByteBuf in) {
        ChunkHeader header = ChunkHeader.peek(in);
        if (header == null) {
            return null;
        }
        ChunkStream known = streams.get(header.chunkStreamId());
        check(header, known);
        int extendedAt = in.readerIndex() + header.bytes();
        int bytes = header.bytes();
        int timestampField = header.timestampField();
        boolean extended = header.format() < 3 && timestampField == ChunkHeader.EXTENDED;
        if (extended) {
            if (in.readableBytes() < bytes + 4) {
                return null;
            }
            timestampField = in.getInt(extendedAt);
            bytes += 4;
        } else if (header.format() == 3 && known != null && known.extended) {
            // Section 5.3.1.3 wants it repeated here; old FFmpeg and librtmp leave it out.
            int match = matchingBytes(in, extendedAt, known.extendedField);
            if (match < 0) {
                return null;
            }
            bytes += match;
        }
        ChunkStream stream = known;
        if (stream == null) {
            stream = new ChunkStream(header.chunkStreamId());
            streams.put(stream.id, stream);
        }
        in.skipBytes(bytes);
        if (!stream.inMessage) {
            begin(stream, header, timestampField, extended);
        }
        return stream;
    }

    private void check(ChunkHeader header, @Nullable ChunkStream stream) {
        if (stream == null) {
            // librtmp opens its ping's chunk stream with type 1; 2 and 3 would have no length to go by.
            if (header.format() >= 2) {
                throw new RtmpFormatException("chunk stream " + header.chunkStreamId() + " begins with chunk type "
                        + header.format() + ", not 0 or 1");
            }
            if (streams.size() >= limits.maxChunkStreams()) {
                throw new RtmpFormatException("more than " + limits.maxChunkStreams() + " chunk streams");
            }
        } else if (stream.inMessage) {
            checkContinuation(header, stream);
            return;
        }
        if (header.format() < 2) {
            checkLength(header);
        }
    }

    private static void checkContinuation(ChunkHeader header, ChunkStream stream) {
        if (header.format() == 0) {
            throw new RtmpFormatException("chunk type 0 on chunk stream " + stream.id + " after " + stream.received
                    + " of " + stream.length + " bytes of a message");
        }
        if (header.format() == 1 && header.length() != stream.length) {
            throw new RtmpFormatException("message length on chunk stream " + stream.id + " changes from "
                    + stream.length + " to " + header.length() + " within the message");
        }
    }

    private void checkLength(ChunkHeader header) {
        int maxBytes = switch (header.type()) {
            case MessageType.SET_CHUNK_SIZE,
                    MessageType.ABORT,
                    MessageType.ACKNOWLEDGEMENT,
                    MessageType.USER_CONTROL,
                    MessageType.WINDOW_ACK_SIZE,
                    MessageType.SET_PEER_BANDWIDTH -> MAX_CONTROL_BYTES;
            case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> limits.maxCommandBytes();
            default -> limits.maxMessageBytes();
        };
        if (header.length() > maxBytes) {
            throw new RtmpFormatException(
                    "message of type " + header.type() + " and " + header.length() + " bytes, at most " + maxBytes);
        }
    }

    private static void begin(ChunkStream stream, ChunkHeader header, int timestampField, boolean extended) {
        if (header.format() < 3) {
            stream.deltaMs = timestampField;
            stream.extended = extended;
            stream.extendedField = timestampField;
        }
        // A type 3 that opens a message repeats the delta; after a type 0 that is its timestamp (section 5.3.1.2.4).
        stream.timestampMs = header.format() == 0 ? timestampField : stream.timestampMs + stream.deltaMs;
        if (header.format() < 2) {
            stream.length = header.length();
            stream.type = header.type();
        }
        if (header.format() == 0) {
            stream.messageStreamId = header.messageStreamId();
        }
        stream.inMessage = true;
        stream.received = 0;
    }

    /** 4 when the bytes are those of the value, 0 when they are not, -1 when there are too few to tell. */
    private static int matchingBytes(ByteBuf in, int at, int value) {
        for (int i = 0; i < 4; i++) {
            if (at + i >= in.writerIndex()) {
                return -1;
            }
            if (in.getByte(at + i) != (byte) (value >>> (24 - 8 * i))) {
                return 0;
            }
        }
        return 4;
    }

    private void readPayload(ChunkStream stream, ByteBuf in) {
        int bytes = Math.min(chunkRemaining, in.readableBytes());
        if (bytes == 0) {
            return;
        }
        if (bytes == stream.length) {
            stream.payload = in.readRetainedSlice(bytes);
        } else {
            room(stream, stream.received + bytes).writeBytes(in, bytes);
        }
        stream.received += bytes;
        chunkRemaining -= bytes;
    }

    private ByteBuf room(ChunkStream stream, int bytes) {
        ByteBuf payload = stream.payload;
        if (payload == null) {
            int capacity = Math.min(stream.length, Math.max(FIRST_BYTES, bytes));
            reserve(stream, capacity);
            payload = allocator.buffer(capacity, stream.length);
            stream.payload = payload;
        } else if (payload.capacity() < bytes) {
            int capacity = (int) Math.min(stream.length, Math.max((long) GROWTH * payload.capacity(), bytes));
            reserve(stream, capacity - payload.capacity());
            payload.capacity(capacity);
        }
        return payload;
    }

    private void reserve(ChunkStream stream, int bytes) {
        if (partialBytes + bytes > limits.maxPartialBytes()) {
            throw new RtmpFormatException(
                    "unfinished messages of " + (partialBytes + bytes) + " bytes, at most " + limits.maxPartialBytes());
        }
        if (!budget.tryReserve(bytes)) {
            throw new RtmpFormatException(
                    "unfinished messages of all connections would pass " + budget.maxBytes() + " bytes");
        }
        partialBytes += bytes;
        stream.reservedBytes += bytes;
    }

    private RawMessage message(ChunkStream stream) {
        ByteBuf payload = stream.payload == null ? Unpooled.EMPTY_BUFFER : stream.payload;
        RawMessage message = new RawMessage(stream.type, stream.messageStreamId, stream.timestampMs, payload);
        if (message.type() == MessageType.SET_CHUNK_SIZE) {
            setChunkBytes(controlValue(payload, "Set Chunk Size"));
        } else if (message.type() == MessageType.ABORT) {
            ChunkStream aborted = streams.get(controlValue(payload, "Abort"));
            if (aborted != null && aborted != stream) {
                discard(aborted);
            }
        }
        stream.payload = null;
        end(stream);
        return message;
    }

    private static int controlValue(ByteBuf payload, String name) {
        if (payload.readableBytes() < 4) {
            throw new RtmpFormatException(name + " of " + payload.readableBytes() + " bytes, not 4");
        }
        return payload.getInt(payload.readerIndex());
    }

    private void setChunkBytes(int bytes) {
        if (bytes <= 0) {
            throw new RtmpFormatException(
                    "chunk size " + Integer.toUnsignedString(bytes) + ", not 1 to " + Integer.MAX_VALUE);
        }
        // No message is longer than 24 bits can say, so a greater size means the same (section 5.4.1).
        chunkBytes = Math.min(bytes, 0xFFFFFF);
    }

    private void discard(ChunkStream stream) {
        if (stream.payload != null) {
            stream.payload.release();
            stream.payload = null;
        }
        end(stream);
    }

    private void end(ChunkStream stream) {
        partialBytes -= stream.reservedBytes;
        budget.release(stream.reservedBytes);
        stream.reservedBytes = 0;
        stream.inMessage = false;
        stream.received = 0;
    }
}
