package io.weir.camera;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way of one session's packets to its client: in the RTSP connection, or in datagrams beside it; some get lost if the script
 * says so. On the connection's event loop only.
 */
final class RtpPath implements AutoCloseable {
    private static final int FRAME_HEADER_BYTES = 4;

    private final Channel connection;
    private final CameraScript script;

    /** The client's ports of datagrams, by channel. */
    private final Map<Integer, Integer> clientPorts = new HashMap<>();

    private @Nullable DatagramPorts ports;
    private long packets;

    RtpPath(Channel connection, CameraScript script) {
        this.connection = connection;
        this.script = script;
    }

    /**
     * From now on a track travels in datagrams.
     *
     * @param channel of its packets; its reports have the next one
     * @param clientPort of its packets; its reports have the next one
     * @return the port that packets leave by; reports leave by the next one
     */
    int toDatagrams(int channel, int clientPort) {
        DatagramPorts own = ports == null ? DatagramPorts.open() : ports;
        ports = own;
        clientPorts.put(channel, clientPort);
        clientPorts.put(channel + 1, clientPort + 1);
        return own.first();
    }

    boolean isWritable() {
        return connection.isWritable();
    }

    /**
     * Sends packets and reports.
     *
     * @param frames whole ones, as in an RTSP connection (RFC 2326 section 10.12); given away
     */
    void send(ByteBuf frames) {
        ByteBuf kept = connection.alloc().buffer(frames.readableBytes());
        while (frames.isReadable()) {
            int at = frames.readerIndex();
            int channel = frames.getUnsignedByte(at + 1);
            ByteBuf frame = frames.readSlice(FRAME_HEADER_BYTES + frames.getUnsignedShort(at + 2));
            boolean report = (channel & 1) == 1;
            if (!report && isLost()) {
                continue;
            }
            Integer clientPort = clientPorts.get(channel);
            if (clientPort != null && ports != null) {
                ports.send(report, frame.skipBytes(FRAME_HEADER_BYTES), clientPort);
            } else {
                kept.writeBytes(frame);
            }
        }
        frames.release();
        connection.writeAndFlush(kept);
    }

    private boolean isLost() {
        int every = script.losesEvery;
        return every > 0 && ++packets % every == 0;
    }

    @Override
    public void close() {
        if (ports != null) {
            ports.close();
            ports = null;
        }
        clientPorts.clear();
    }
}
