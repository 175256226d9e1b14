package io.weir.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A network between clients and one server on this machine that can be cut. Cut, it loses what is sent, as a network does:
 * connections stay open and nothing comes through; they are closed when it is mended, and new ones work again. It can also
 * be slow, and refuse connections as a machine does whose server has ended.
 */
final class CuttableLink implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean refusing;
    private volatile long delayMs;
    private volatile boolean closed;

    private CuttableLink(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    /** A link to a port of the loopback, where nobody needs to listen yet. */
    static CuttableLink to(int serverPort) throws IOException {
        return from(InetAddress.getLoopbackAddress(), serverPort);
    }

    /** The same, for clients that come to another address of this machine. */
    static CuttableLink from(InetAddress address, int serverPort) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(address, Places.freePort()));
        CuttableLink link = new CuttableLink(listener, serverPort);
        start("accept", link::accept);
        return link;
    }

    /** Where clients are to connect. */
    int port() {
        return listener.getLocalPort();
    }

    void cut() {
        cut = true;
    }

    /** Closes all connections, and new ones at once. */
    void refuse() throws IOException {
        refusing = true;
        closeAll();
    }

    /** Holds back the beginning of each request. */
    void slow(long byMs) {
        delayMs = byMs;
    }

    void mend() throws IOException {
        boolean lost = cut;
        cut = false;
        refusing = false;
        delayMs = 0;
        if (lost) {
            closeAll();
        }
    }

    private void accept() throws IOException {
        while (!closed) {
            Socket client = listener.accept();
            if (refusing) {
                client.close();
                continue;
            }
            sockets.add(client);
            start("connect", () -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.add(server);
        AtomicBoolean answered = new AtomicBoolean(true);
        start(
                "requests",
                () -> carry(client, server, () -> {
                    if (answered.getAndSet(false)) {
                        pause(delayMs);
                    }
                }));
        carry(server, client, () -> answered.set(true));
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(Socket from, Socket to, Runnable before) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
                before.run();
                if (!cut) {
                    out.write(buffer, 0, bytes);
                }
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String what, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // its connection has ended
                    }
                },
                "link-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        closeAll();
    }
}
