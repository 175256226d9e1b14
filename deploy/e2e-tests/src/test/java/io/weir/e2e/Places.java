package io.weir.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Where the tests' processes live: the source tree, folders, ports. */
final class Places {
    /** How long anything may take; tests wait for what they want to see, and fail only here. */
    static final Duration AMPLE = Duration.ofMinutes(3);

    static final Duration POLL = Duration.ofMillis(200);

    /** The root of the source tree. */
    static final Path HOME =
            Path.of(System.getProperty("weir.home", "../..")).toAbsolutePath().normalize();

    /** Where programs for Node.js are, with what npm has installed for them. */
    static final Path SCRIPTS = HOME.resolve("deploy/e2e-tests/src/test/node");

    private static final Path FOLDER =
            Path.of(System.getProperty("weir.e2e.folder", "target/e2e")).toAbsolutePath();

    /** Below where the kernel takes the ports of outgoing connections from. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 29_999;

    private Places() {}

    /** A new folder; it stays, to be looked at. */
    static Path newFolder(String name) throws IOException {
        Files.createDirectories(FOLDER);
        return Files.createTempDirectory(FOLDER, name + "-");
    }

    /** A port that nobody has. */
    static int freePort() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
        } while (isTaken(port));
        return port;
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException taken) {
            return true;
        }
    }
}
