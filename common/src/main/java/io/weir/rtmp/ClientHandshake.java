package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;

/** The client's side of the handshake in its plain form (Adobe RTMP 1.0, section 5.2). Not for several threads. */
public final class ClientHandshake {
    private static final int VERSION = 3;

    private enum State {
        S0_S1,
        S2,
        DONE
    }

    private final RandomGenerator random;
    private State state = State.S0_S1;

    /** Fills packets from the generator; it needs no secrecy. */
    public ClientHandshake(RandomGenerator random) {
        this.random = random;
    }

    /** Appends C0 and C1. */
    public void begin(ByteBuf out) {
        byte[] c1 = new byte[HandshakeDigest.PACKET_BYTES];
        random.nextBytes(c1);
        for (int i = 0; i < 8; i++) {
            c1[i] = 0; // time, and the zero that says: nothing is signed
        }
        out.writeByte(VERSION).writeBytes(c1);
    }

    /**
     * Goes on with what is there.
     *
     * @param in borrowed; less than S0 and S1 (1537 bytes) is left unread, to be given again
     * @param out C2 is appended
     * @return whether the handshake is complete; messages follow in {@code in}
     * @throws RtmpFormatException if the server's version is not 3
     */
    public boolean advance(ByteBuf in, ByteBuf out) {
        if (state == State.S0_S1 && in.isReadable()) {
            int version = in.getUnsignedByte(in.readerIndex());
            if (version != VERSION) {
                throw new RtmpFormatException("not RTMP: the server's version is " + version + ", not " + VERSION);
            }
            if (in.readableBytes() > HandshakeDigest.PACKET_BYTES) {
                in.skipBytes(1);
                out.writeBytes(in, HandshakeDigest.PACKET_BYTES);
                state = State.S2;
            }
        }
        if (state == State.S2 && in.readableBytes() >= HandshakeDigest.PACKET_BYTES) {
            in.skipBytes(HandshakeDigest.PACKET_BYTES);
            state = State.DONE;
        }
        return state == State.DONE;
    }
}
