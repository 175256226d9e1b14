package io.weir.ingest.pull;

/** A track's time in milliseconds from the ticks of its protocol, which count in 32 bits and wrap (RFC 3550 section 5.1). */
final class PacketClock {
    /** Before the zero of the protocol's clock there may be pictures; FLV's times are not negative. */
    static final long OFFSET_MS = 10_000;

    private final long numerator;
    private final long denominator;
    private long ticks;
    private boolean begun;

    /** A clock whose tick is {@code numerator / denominator} seconds. */
    PacketClock(long numerator, long denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /** The time of a packet that says its ticks, ms. Steps are less than half of what the counter holds. */
    long ms(long packetTicks) {
        ticks = begun ? ticks + (int) (packetTicks - ticks) : packetTicks;
        begun = true;
        return nowMs();
    }

    /** The time of other ticks of the same packet, ms. */
    long otherMs(long packetTicks) {
        return toMs(ticks + (int) (packetTicks - ticks));
    }

    private long nowMs() {
        return toMs(ticks);
    }

    private long toMs(long at) {
        return OFFSET_MS + Math.floorDiv(at * 1_000 * numerator, denominator);
    }
}
