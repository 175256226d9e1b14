package io.weir.ingest.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that is open as long as this process lives, and is closed by nothing but its end: bound before the first camera is
 * connected, and named in the log. Whoever finds that it <em>refuses</em> a connection knows that the process is gone, and
 * its connections with it; that it does not answer proves nothing.
 */
public final class GuardPort {
    private static final Logger LOG = LoggerFactory.getLogger(GuardPort.class);

    private static final long PAUSE_NS = 100_000_000;

    private final ServerSocket socket;

    private GuardPort(ServerSocket socket) {
        this.socket = socket;
    }

    /**
     * Binds a free port. It cannot be closed.
     *
     * @param address at which the other nodes reach this one
     * @throws IOException if it cannot be bound
     */
    public static GuardPort open(InetAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(address, 0));
        GuardPort port = new GuardPort(socket);
        Thread thread = new Thread(port::answer, "weir-guard");
        thread.setDaemon(true);
        thread.start();
        return port;
    }

    /** As others ask for it. */
    public String address() {
        return GuardAddress.here((InetSocketAddress) socket.getLocalSocketAddress())
                .toString();
    }

    /** Takes connections and closes them, so that none has to wait for room. */
    private void answer() {
        while (true) {
            try (Socket asked = socket.accept()) {
                asked.setSoLinger(true, 0); // leaves nothing behind
            } catch (IOException e) {
                LOG.debug("a connection to the guard port failed", e); // the port stays open all the same
                LockSupport.parkNanos(PAUSE_NS); // where files run out this would else never rest
            }
        }
    }
}
