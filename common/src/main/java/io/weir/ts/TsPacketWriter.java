package io.weir.ts;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Lays bytes out in transport packets (ISO/IEC 13818-1 section 2.4.3).
 *
 * <p>A unit (a PES packet or a section) is begun with its whole length and then written in pieces; each piece is copied
 * once, straight into its packets. The length is what makes stuffing possible without looking ahead.
 */
final class TsPacketWriter {
    static final int PACKET_BYTES = 188;
    static final int PAYLOAD_BYTES = 184;

    /** A segment that would need more bytes than this is refused. */
    static final int MAX_OUTPUT_BYTES = 1 << 30;

    /** No PCR in this packet. */
    static final long NO_PCR = TsState.NONE;

    private static final int SYNC = 0x47;
    private static final int PCR_BYTES = 6;

    private byte[] out;
    private int position;

    private PidCounter stream;
    private int unitLeft;
    private int packetRoom;

    TsPacketWriter(long expectedBytes) {
        out = new byte[(int) Math.min(expectedBytes, MAX_OUTPUT_BYTES)];
        stream = new PidCounter(0, 0);
    }

    /**
     * Begins a unit.
     *
     * @param pcr90k program clock reference as it is written, modulo 2^33, or {@link #NO_PCR}
     * @param randomAccess random_access_indicator
     */
    void begin(PidCounter unitStream, long pcr90k, boolean randomAccess, int unitBytes) {
        stream = unitStream;
        unitLeft = unitBytes;
        int flags = (randomAccess ? 0x40 : 0) | (pcr90k != NO_PCR ? 0x10 : 0);
        startPacket(0x40, flags, pcr90k);
    }

    /** Writes a piece of the unit in hand. */
    void write(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (packetRoom == 0) {
                startPacket(0, 0, NO_PCR);
            }
            int bytes = Math.min(left, packetRoom);
            System.arraycopy(source, from, out, position, bytes);
            position += bytes;
            packetRoom -= bytes;
            unitLeft -= bytes;
            from += bytes;
            left -= bytes;
        }
    }

    void write(byte[] source) {
        write(source, 0, source.length);
    }

    /** Writes a section alone in its packet; what is left of the packet is filled with ones (section 2.4.4). */
    void section(PidCounter sectionStream, byte[] section) {
        stream = sectionStream;
        unitLeft = PAYLOAD_BYTES;
        startPacket(0x40, 0, NO_PCR);
        System.arraycopy(section, 0, out, position, section.length);
        Arrays.fill(out, position + section.length, position + PAYLOAD_BYTES, (byte) 0xFF);
        position += PAYLOAD_BYTES;
        packetRoom = 0;
    }

    /** Writes a packet that has a clock and no payload. */
    void pcrOnly(PidCounter pcrStream, long pcr90k) {
        ensureRoom();
        header(0, pcrStream.pid, 0x20 | pcrStream.repeat());
        adaptation(PAYLOAD_BYTES, 0x10, pcr90k);
    }

    /** Everything written so far, without a copy. */
    ByteBuffer written() {
        return ByteBuffer.wrap(out, 0, position);
    }

    private void startPacket(int unitStart, int flags, long pcr90k) {
        ensureRoom();
        int adaptationBytes = flags == 0 ? 0 : 2 + (pcr90k != NO_PCR ? PCR_BYTES : 0);
        // A packet cannot end early: what the unit does not fill, the adaptation field does.
        adaptationBytes = Math.max(adaptationBytes, PAYLOAD_BYTES - unitLeft);
        header(unitStart, stream.pid, (adaptationBytes > 0 ? 0x30 : 0x10) | stream.take());
        if (adaptationBytes > 0) {
            adaptation(adaptationBytes, flags, pcr90k);
        }
        packetRoom = PAYLOAD_BYTES - adaptationBytes;
    }

    private void header(int unitStart, int pid, int control) {
        out[position] = SYNC;
        out[position + 1] = (byte) (unitStart | (pid >> 8));
        out[position + 2] = (byte) pid;
        out[position + 3] = (byte) control;
        position += 4;
    }

    /** An adaptation field of a given size with its length byte, at least 1 (section 2.4.3.4). */
    private void adaptation(int bytes, int flags, long pcr90k) {
        int end = position + bytes;
        out[position++] = (byte) (bytes - 1);
        if (bytes > 1) {
            out[position++] = (byte) flags;
        }
        if (pcr90k != NO_PCR) {
            out[position] = (byte) (pcr90k >> 25);
            out[position + 1] = (byte) (pcr90k >> 17);
            out[position + 2] = (byte) (pcr90k >> 9);
            out[position + 3] = (byte) (pcr90k >> 1);
            out[position + 4] = (byte) (((pcr90k & 1) << 7) | 0x7E); // reserved bits; the 27 MHz extension is 0
            out[position + 5] = 0;
            position += PCR_BYTES;
        }
        Arrays.fill(out, position, end, (byte) 0xFF);
        position = end;
    }

    private void ensureRoom() {
        if (out.length - position >= PACKET_BYTES) {
            return;
        }
        if (position > MAX_OUTPUT_BYTES - PACKET_BYTES) {
            throw new IllegalArgumentException("segment of more than " + MAX_OUTPUT_BYTES + " bytes");
        }
        out = Arrays.copyOf(out, (int) Math.min(MAX_OUTPUT_BYTES, position + (position >> 1) + 64L * PACKET_BYTES));
    }
}
