package io.weir.camera;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Two ports of the loopback in a row: packets leave by the first, reports by the second (RFC 3550 section 11). */
final class DatagramPorts implements AutoCloseable {
    private static final int TRIES = 100;

    private final DatagramChannel packets;
    private final DatagramChannel reports;
    private final int first;

    private DatagramPorts(DatagramChannel packets, DatagramChannel reports, int first) {
        this.packets = packets;
        this.reports = reports;
        this.first = first;
    }

    static DatagramPorts open() {
        try {
            for (int i = 0; i < TRIES; i++) {
                DatagramChannel packets = bind(0);
                int port = ((InetSocketAddress) packets.getLocalAddress()).getPort();
                try {
                    return new DatagramPorts(packets, bind(port + 1), port);
                } catch (BindException | IllegalArgumentException e) {
                    packets.close(); // somebody has the next one, or there is none
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ports of a camera's datagrams", e);
        }
        throw new IllegalStateException("no two free ports in a row");
    }

    private static DatagramChannel bind(int port) throws IOException {
        return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    int first() {
        return first;
    }

    /** Sends one packet or report; what cannot be sent is lost, as datagrams are. */
    void send(boolean report, ByteBuf datagram, int clientPort) {
        try {
            (report ? reports : packets)
                    .send(datagram.nioBuffer(), new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort));
        } catch (IOException e) {
            // The client's port is closed: it has gone.
        }
    }

    @Override
    public void close() {
        try {
            packets.close();
            reports.close();
        } catch (IOException e) {
            throw new UncheckedIOException("ports of a camera's datagrams", e);
        }
    }
}
