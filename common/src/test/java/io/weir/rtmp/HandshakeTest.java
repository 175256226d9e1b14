package io.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final int PACKET = HandshakeDigest.PACKET_BYTES;

    @Test
    void server_plainClient_isEchoed() {
        byte[] c1 = c1(0);
        ServerHandshake server = new ServerHandshake(new Random(1));
        ByteBuf out = Unpooled.buffer();
        assertThat(server.advance(hello(3, c1), out)).isFalse();
        assertThat(out.readableBytes()).isEqualTo(1 + 2 * PACKET);
        assertThat(out.readByte()).isEqualTo((byte) 3);
        ByteBuf s1 = out.readSlice(PACKET);
        assertThat(s1.getLong(0)).as("time and the zero of an unsigned server").isZero();
        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(c1));
        assertThat(server.advance(Unpooled.copiedBuffer(s1), Unpooled.buffer())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void server_signingClient_isAnsweredInItsScheme(int scheme) {
        byte[] c1 = c1(0x80000702);
        HandshakeDigest.signC1(c1, scheme);
        ByteBuf out = Unpooled.buffer();
        new ServerHandshake(new Random(1)).advance(hello(3, c1), out);
        out.skipBytes(1);
        byte[] s1 = read(out);
        byte[] s2 = read(out);
        assertThat(s1[4]).as("major version, 3 or more: it signs").isGreaterThanOrEqualTo((byte) 3);
        assertThat(HandshakeDigest.isS1Signed(s1, scheme)).isTrue();
        byte[] signedAgain = s2.clone();
        HandshakeDigest.signS2(signedAgain, c1, scheme);
        assertThat(s2).isEqualTo(signedAgain);
    }

    @Test
    void server_signatureWithOneBitWrong_isEchoed() {
        byte[] c1 = c1(0x80000702);
        HandshakeDigest.signC1(c1, 1);
        c1[4] ^= 1;
        ByteBuf out = Unpooled.buffer();
        new ServerHandshake(new Random(1)).advance(hello(3, c1), out);
        assertThat(out.skipBytes(1 + PACKET)).isEqualTo(Unpooled.wrappedBuffer(c1));
    }

    @Test
    void server_signatureAtLastPlace_isFound() {
        for (int scheme = 0; scheme < 2; scheme++) {
            byte[] c1 = c1(0x80000702);
            int at = scheme == 0 ? 8 : 772;
            // 727, the greatest offset there is.
            c1[at] = (byte) 255;
            c1[at + 1] = (byte) 255;
            c1[at + 2] = (byte) 217;
            c1[at + 3] = 0;
            HandshakeDigest.signC1(c1, scheme);
            assertThat(HandshakeDigest.scheme(c1)).isEqualTo(scheme);
        }
    }

    @Test
    void server_bytewise_completesAfterLastByteOfC2() {
        ServerHandshake server = new ServerHandshake(new Random(1));
        ByteBuf sent = Unpooled.copiedBuffer(hello(3, c1(0)), Unpooled.wrappedBuffer(new byte[PACKET]));
        ByteBuf in = Unpooled.buffer();
        ByteBuf out = Unpooled.buffer();
        while (sent.isReadable()) {
            in.writeByte(sent.readByte());
            assertThat(server.advance(in, out)).isEqualTo(!sent.isReadable());
        }
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void server_messagesBehindC2_areLeft() {
        ServerHandshake server = new ServerHandshake(new Random(1));
        ByteBuf in = Unpooled.copiedBuffer(hello(3, c1(0)), Unpooled.wrappedBuffer(new byte[PACKET + 5]));
        assertThat(server.advance(in, Unpooled.buffer())).isTrue();
        assertThat(in.readableBytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 'G', 54, 255})
    void server_textVersion_isNoRtmp(int version) {
        ServerHandshake server = new ServerHandshake(new Random(1));
        ByteBuf in = Unpooled.buffer().writeByte(version);
        assertThatThrownBy(() -> server.advance(in, Unpooled.buffer()))
                .isInstanceOf(RtmpFormatException.class)
                .hasMessageContaining("not RTMP: it begins with byte " + version);
    }

    @Test
    void server_tls_isNoRtmp() {
        ServerHandshake server = new ServerHandshake(new Random(1));
        ByteBuf in = Unpooled.buffer().writeByte(0x16).writeByte(3);
        assertThatThrownBy(() -> server.advance(in, Unpooled.buffer()))
                .isInstanceOf(RtmpFormatException.class)
                .hasMessageContaining("rtmps");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6, 31})
    void server_otherVersion_isAnsweredWith3(int version) {
        ByteBuf out = Unpooled.buffer();
        new ServerHandshake(new Random(1)).advance(hello(version, c1(0)), out);
        assertThat(out.readByte()).isEqualTo((byte) 3);
    }

    @Test
    void client_withServerBytewise_bothComplete() {
        ClientHandshake client = new ClientHandshake(new Random(2));
        ServerHandshake server = new ServerHandshake(new Random(1));
        ByteBuf toServer = Unpooled.buffer();
        ByteBuf toClient = Unpooled.buffer();
        ByteBuf clientIn = Unpooled.buffer();
        client.begin(toServer);
        assertThat(server.advance(toServer, toClient)).isFalse();
        while (toClient.isReadable()) {
            clientIn.writeByte(toClient.readByte());
            assertThat(client.advance(clientIn, toServer)).isEqualTo(!toClient.isReadable());
        }
        assertThat(server.advance(toServer, toClient)).isTrue();
        assertThat(toServer.isReadable()).isFalse();
    }

    @Test
    void client_serverOfOtherVersion_isRefused() {
        ByteBuf in = Unpooled.buffer().writeByte('H');
        assertThatThrownBy(() -> new ClientHandshake(new Random(2)).advance(in, Unpooled.buffer()))
                .isInstanceOf(RtmpFormatException.class)
                .hasMessageContaining("version is 72");
    }

    private static byte[] c1(int version) {
        byte[] c1 = new byte[PACKET];
        new Random(7).nextBytes(c1);
        for (int i = 0; i < 4; i++) {
            c1[i] = 0;
            c1[4 + i] = (byte) (version >>> (24 - 8 * i));
        }
        return c1;
    }

    private static ByteBuf hello(int version, byte[] c1) {
        return Unpooled.buffer().writeByte(version).writeBytes(c1);
    }

    private static byte[] read(ByteBuf in) {
        byte[] packet = new byte[PACKET];
        in.readBytes(packet);
        return packet;
    }
}
