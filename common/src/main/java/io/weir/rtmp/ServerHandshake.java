package io.weir.rtmp;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;

/**
 * The server's side of the handshake (Adobe RTMP 1.0, section 5.2). Answers a client that signs its C1, by either
 * scheme, with signatures, any other with an echo. Not for several threads.
 */
public final class ServerHandshake {
    private static final int VERSION = 3;

    /** Section 5.2.2: from here on versions are for text protocols. */
    private static final int FIRST_TEXT_VERSION = 32;

    /** The first byte of a TLS connection, which would otherwise wait for an answer in vain. */
    private static final int TLS_HANDSHAKE = 0x16;

    /** A server's version that clients take for one that signs. */
    private static final int SIGNING_SERVER_VERSION = 0x04050001;

    private enum State {
        C0,
        C1,
        C2,
        DONE
    }

    private final RandomGenerator random;
    private State state = State.C0;

    /** Fills packets from the generator; it needs no secrecy. */
    public ServerHandshake(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Goes on with what is there.
     *
     * @param in borrowed; less than a packet (1536 bytes) is left unread, to be given again
     * @param out answers are appended
     * @return whether the handshake is complete; messages follow in {@code in}
     * @throws RtmpFormatException if the first byte shows that this is no RTMP
     */
    public boolean advance(ByteBuf in, ByteBuf out) {
        if (state == State.C0 && in.isReadable()) {
            int version = in.readUnsignedByte();
            if (version >= FIRST_TEXT_VERSION) {
                throw new RtmpFormatException("not RTMP: it begins with byte " + version + ", a version below "
                        + FIRST_TEXT_VERSION + " was expected");
            }
            if (version == TLS_HANDSHAKE) {
                throw new RtmpFormatException("not RTMP: it begins as TLS does (rtmps), this port speaks plain rtmp");
            }
            state = State.C1;
        }
        if (state == State.C1 && in.readableBytes() >= HandshakeDigest.PACKET_BYTES) {
            byte[] c1 = new byte[HandshakeDigest.PACKET_BYTES];
            in.readBytes(c1);
            answer(c1, out);
            state = State.C2;
        }
        if (state == State.C2 && in.readableBytes() >= HandshakeDigest.PACKET_BYTES) {
            in.skipBytes(HandshakeDigest.PACKET_BYTES); // an echo of S1; nothing depends on it
            state = State.DONE;
        }
        return state == State.DONE;
    }

    private void answer(byte[] c1, ByteBuf out) {
        int scheme = HandshakeDigest.scheme(c1);
        byte[] s1 = new byte[HandshakeDigest.PACKET_BYTES];
        random.nextBytes(s1);
        boolean signed = scheme != HandshakeDigest.NO_SCHEME;
        int serverVersion = signed ? SIGNING_SERVER_VERSION : 0;
        for (int i = 0; i < 4; i++) {
            s1[i] = 0; // the time: any will do, and none is known here
            s1[4 + i] = (byte) (serverVersion >>> (24 - 8 * i));
        }
        byte[] s2 = c1;
        if (signed) {
            HandshakeDigest.signS1(s1, scheme);
            s2 = new byte[HandshakeDigest.PACKET_BYTES];
            random.nextBytes(s2);
            HandshakeDigest.signS2(s2, c1, scheme);
        }
        out.writeByte(VERSION).writeBytes(s1).writeBytes(s2);
    }
}
