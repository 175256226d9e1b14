package io.weir.ingest.pull;

import java.nio.ByteBuffer;

/**
 * One packet of a track.
 *
 * @param data borrowed while the packet is taken; its position and limit are the packet's, and stay
 * @param ptsMs presentation time on the source's clock, ms; {@link #NO_TIME} where it does not say
 * @param dtsMs decode time, likewise
 * @param arrivalMs of a clock that never goes back
 */
record SourcePacket(ByteBuffer data, long ptsMs, long dtsMs, long arrivalMs) {
    /** A time that the source does not tell. */
    static final long NO_TIME = Long.MIN_VALUE;
}
