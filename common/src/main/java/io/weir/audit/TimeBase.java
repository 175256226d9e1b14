package io.weir.audit;

import io.weir.audit.media.FoundFrame;
import org.jspecify.annotations.Nullable;

/**
 * How far a container's time is from the log's, modulo 2^33: known for transport streams, learned from the first frame that is
 * found for fragmented MP4.
 */
final class TimeBase {
    /** Times of transport streams are the log's plus so much (docs/architecture.md), 90 kHz. */
    private static final long TRANSPORT_STREAM = 126_000;

    private static final long MODULUS = 1L << 33;

    /** What rounding may do, 90 kHz. */
    private static final long ROUNDING = 180;

    private long base;
    private boolean known;

    /** How far the base itself may be off: sound that it was learned from stands on the grid of its samples. */
    private long slack;

    void ofTransportStream() {
        base = TRANSPORT_STREAM;
        slack = 0;
        known = true;
    }

    void forget() {
        known = false;
    }

    boolean isKnown() {
        return known;
    }

    void learn(LogFrame said, FoundFrame found) {
        if (!known || (slack > 0 && said.video())) {
            base = found.pts90k() - said.pts90k();
            slack = said.video() ? 0 : found.length90k();
            known = true;
        }
    }

    /**
     * Whether a frame is found at the time that the log says, or must be later: muxers keep the order of a track whatever its
     * times are, and put sound on the grid of its samples.
     *
     * @param before the frame of the track that was found before; null for none
     */
    boolean fits(LogFrame said, FoundFrame found, @Nullable FoundFrame before) {
        if (!known || !said.timed()) {
            return true;
        }
        long off = signed(found.pts90k() - said.pts90k() - base);
        if (Math.abs(off) <= ROUNDING + slack + found.length90k()) {
            return true;
        }
        long step = before == null ? Long.MAX_VALUE : signed(found.dts90k() - before.dts90k());
        boolean pushed = step <= ROUNDING + (before == null ? 0 : before.length90k());
        boolean decodedThen = said.video() && found.pts90k() == found.dts90k();
        boolean earliest = found.dts90k() == 0; // no container tells times before that
        return off > 0 && (pushed || decodedThen || earliest);
    }

    /** A difference of two times as the shorter way around. */
    private static long signed(long difference) {
        long wrapped = Math.floorMod(difference, MODULUS);
        return wrapped >= MODULUS / 2 ? wrapped - MODULUS : wrapped;
    }
}
