package io.weir.ingest.publication;

import io.netty.buffer.ByteBuf;

/** An open publication: takes the tags of one publisher, in their order. Confined to the session's thread. */
public interface Publication {
    /**
     * Codec configurations (tag bodies) longer than this are left out, bytes. They are repeated before keyframes; those of
     * H.264 and AAC are of some hundred bytes.
     */
    int MAX_CONFIGURATION_BYTES = 4 << 10;

    /** Metadata (tag bodies) longer than this are left out, bytes, for the same reason. */
    int MAX_METADATA_BYTES = 8 << 10;

    /**
     * Takes one tag: a frame, a codec configuration or script data, as RTMP message types 8, 9 and 18 carry them.
     *
     * @param type 8, 9 or 18
     * @param timestampMs decode time, 32 bits that wrap
     * @param body borrowed; copied before this returns
     */
    void write(int type, int timestampMs, ByteBuf body);

    /**
     * The publisher has left. What was taken is still written.
     *
     * @param cause a sentence for the log and for people
     */
    void close(String cause);
}
