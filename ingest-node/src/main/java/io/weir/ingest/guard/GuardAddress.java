package io.weir.ingest.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a guard port is: {@code port@address}, and {@code port@address@place} for an address that means another machine
 * elsewhere. A loopback address is reached only from the same network namespace of the same boot of a machine; asked for
 * anywhere else it would tell of the wrong machine.
 *
 * @param address a literal, never a name: what a name stands for changes
 * @param place the namespace; empty where the address is everywhere the same
 */
record GuardAddress(InetAddress address, int port, String place) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/net");

    /** Of a port that was bound here. */
    static GuardAddress here(InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        return new GuardAddress(address, bound.getPort(), address.isLoopbackAddress() ? ownPlace() : "");
    }

    /** The address of a text, or null if it is none. */
    static @Nullable GuardAddress parse(String text) {
        String[] parts = text.split("@", 3);
        if (parts.length < 2 || !isLiteral(parts[1])) {
            return null;
        }
        try {
            int port = Integer.parseInt(parts[0]);
            return port < 1 || port > 0xFFFF
                    ? null
                    : new GuardAddress(InetAddress.getByName(parts[1]), port, parts.length == 3 ? parts[2] : "");
        } catch (NumberFormatException | UnknownHostException e) {
            return null;
        }
    }

    /** Characters of addresses only: nothing here is looked up. */
    private static boolean isLiteral(String host) {
        return host.matches("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    }

    /** Whether the address means here what it meant to who wrote it. */
    boolean isKnownHere() {
        return !address.isLoopbackAddress() || (!place.isEmpty() && place.equals(ownPlace()));
    }

    /** Empty if it cannot be told; then a loopback address tells nothing, also here. */
    private static String ownPlace() {
        try {
            return Files.readString(BOOT).strip() + "/" + Files.readSymbolicLink(NAMESPACE);
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return port + "@" + address.getHostAddress() + (place.isEmpty() ? "" : "@" + place);
    }
}
