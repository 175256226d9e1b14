package io.weir.ingest.pull;

import java.nio.ByteBuffer;

/** One track's packets on their way to FLV tags. Not for several threads. */
interface PacketTrack {
    /** A time that is not known. */
    long NO_TIME = Long.MIN_VALUE;

    /**
     * Takes the next packet.
     *
     * @param packet borrowed; position 0 to limit
     * @param ptsMs known
     * @param dtsMs {@link #NO_TIME} where the protocol has none
     * @param key whether the protocol says that decoding can begin here
     */
    void accept(ByteBuffer packet, long ptsMs, long dtsMs, boolean key, TagSink sink);
}
