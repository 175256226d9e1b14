package io.weir.camera;

import io.netty.buffer.ByteBuf;

/** One RTP stream, written as within an RTSP connection (RFC 3550 sections 5.1 and 6.4.1; framing of RFC 2326 section 10.12). */
final class RtpTrack {
    /** The longest payload of a packet, bytes: a camera's packets fit an Ethernet frame. */
    static final int MAX_PAYLOAD_BYTES = 1_400;

    private static final int HEADER_BYTES = 12;
    private static final int SENDER_REPORT_BYTES = 28;
    private static final int SENDER_REPORT = 200;
    private static final int VERSION_2 = 0x80;
    private static final int MARKER = 0x80;
    /** From 1900, where NTP begins, to 1970, seconds. */
    private static final long NTP_OFFSET_SECONDS = 2_208_988_800L;

    private final int payloadType;
    private final int clockRate;
    private final int channel;
    private final int ssrc;
    private final int firstTimestamp;
    private int sequence;
    private int packets;
    private int octets;

    /**
     * @param channel of the RTP in the connection; the RTCP has the next one
     * @param seed makes the identifier and what the counters begin with
     * @param wrapsAfterMs when the timestamp's 32 bits are full; below 0: when it comes to that
     */
    RtpTrack(int payloadType, int clockRate, int channel, int seed, long wrapsAfterMs) {
        this.payloadType = payloadType;
        this.clockRate = clockRate;
        this.channel = channel;
        ssrc = 0x5EED0000 + seed * 31 + payloadType;
        firstTimestamp = wrapsAfterMs < 0 ? ssrc * 7919 : (int) (-wrapsAfterMs * clockRate / 1000);
        sequence = (ssrc * 37) & 0xFFFF;
    }

    /** The next packet's number, for RTP-Info. */
    int nextSequence() {
        return sequence;
    }

    /** A media time in the track's clock; 32 bits that wrap. */
    int timestamp(long mediaMs) {
        return firstTimestamp + (int) Math.floorDiv(mediaMs * clockRate, 1000L);
    }

    /** Begins a packet: the caller writes exactly so many bytes of payload after it. */
    void writeHeader(ByteBuf out, int payloadBytes, int timestamp, boolean marker) {
        out.writeByte('$').writeByte(channel).writeShort(HEADER_BYTES + payloadBytes);
        out.writeByte(VERSION_2).writeByte(payloadType | (marker ? MARKER : 0)).writeShort(sequence);
        out.writeInt(timestamp).writeInt(ssrc);
        sequence = (sequence + 1) & 0xFFFF;
        packets++;
        octets += payloadBytes;
    }

    /**
     * A sender report.
     *
     * @param wallMs since 1970, of the same moment as {@code mediaMs}
     */
    void writeSenderReport(ByteBuf out, long wallMs, long mediaMs) {
        out.writeByte('$').writeByte(channel + 1).writeShort(SENDER_REPORT_BYTES);
        out.writeByte(VERSION_2).writeByte(SENDER_REPORT).writeShort(SENDER_REPORT_BYTES / 4 - 1);
        out.writeInt(ssrc);
        out.writeInt((int) (wallMs / 1000 + NTP_OFFSET_SECONDS));
        out.writeInt((int) (((wallMs % 1000) << 32) / 1000));
        out.writeInt(timestamp(mediaMs));
        out.writeInt(packets).writeInt(octets);
    }
}
