package io.weir.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.weir.amf.AmfValue;
import io.weir.rtmp.ByteBudget;
import io.weir.rtmp.ClientHandshake;
import io.weir.rtmp.RtmpDecoder;
import io.weir.rtmp.RtmpEncoder;
import io.weir.rtmp.RtmpLimits;
import io.weir.rtmp.RtmpMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A socket that says what the test wants, in or out of order. */
final class RawPeer implements AutoCloseable {
    private static final int HANDSHAKE_BYTES = 1 + 2 * 1536;

    private final Socket socket;
    private final RtmpEncoder encoder = new RtmpEncoder();
    private final RtmpDecoder decoder =
            new RtmpDecoder(RtmpLimits.DEFAULT, new ByteBudget(1 << 20), UnpooledByteBufAllocator.DEFAULT);
    private final List<RtmpMessage> heard = new CopyOnWriteArrayList<>();
    private final Thread aside = new Thread(this::hearAll, "raw-peer");
    private volatile boolean broken;

    RawPeer(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(10_000);
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void handshake() throws IOException {
        ByteBuf hello = Unpooled.buffer();
        new ClientHandshake(new Random(1)).begin(hello);
        sendBytes(ByteBufUtil.getBytes(hello));
        byte[] answer = socket.getInputStream().readNBytes(HANDSHAKE_BYTES);
        sendBytes(java.util.Arrays.copyOfRange(answer, 1, 1 + 1536));
    }

    /** Sends; what the server no longer takes is forgotten. */
    void send(RtmpMessage... messages) {
        ByteBuf out = Unpooled.buffer();
        for (RtmpMessage message : messages) {
            encoder.write(out, message);
        }
        try {
            sendBytes(ByteBufUtil.getBytes(out));
        } catch (IOException e) {
            broken = true;
        }
    }

    boolean isBroken() {
        return broken;
    }

    /** Reads from now on while the test goes on sending. */
    void readAside() {
        aside.start();
    }

    void awaitClosed() throws InterruptedException {
        aside.join(10_000);
    }

    RtmpMessage lastHeard() {
        return heard.get(heard.size() - 1);
    }

    List<RtmpMessage> hearUntilClosed() {
        hearAll();
        return heard;
    }

    void skipUntilClosed() throws IOException {
        socket.getInputStream().readAllBytes();
    }

    private void hearAll() {
        ByteBuf in = Unpooled.buffer();
        byte[] piece = new byte[4096];
        try {
            for (int count = read(piece); count >= 0; count = read(piece)) {
                in.writeBytes(piece, 0, count);
                for (RtmpMessage m = decoder.read(in); m != null; m = decoder.read(in)) {
                    heard.add(m);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the server has not closed the connection in order", e);
        } finally {
            broken = true;
            decoder.close();
        }
    }

    private int read(byte[] piece) throws IOException {
        return socket.getInputStream().read(piece);
    }

    /** A member of a command's information; empty if there is none. */
    static String info(RtmpMessage message, String member) {
        return message instanceof RtmpMessage.Command command
                        && command.value(1).membersOrNone().get(member) instanceof AmfValue.Text text
                ? text.value()
                : "";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
