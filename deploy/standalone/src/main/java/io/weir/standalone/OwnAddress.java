package io.weir.standalone;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** How other machines call this one. */
final class OwnAddress {
    private static final String LOOPBACK = "127.0.0.1";

    private OwnAddress() {}

    /**
     * The host part of URLs for what listens on an address.
     *
     * @param listen as the setting has it; where it stands for all addresses, the likeliest one is shown
     */
    static String forUrls(String listen) {
        return inUrl(isAny(listen) ? likeliest() : listen);
    }

    /** The same for URLs that only this machine follows. */
    static String forThisMachine(String listen) {
        return inUrl(isAny(listen) ? LOOPBACK : listen);
    }

    /** Whether only this machine can reach what listens there. */
    static boolean isLoopback(String listen) {
        return is(listen, InetAddress::isLoopbackAddress);
    }

    private static boolean isAny(String listen) {
        return is(listen, InetAddress::isAnyLocalAddress);
    }

    private static String inUrl(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static boolean is(String listen, Predicate<InetAddress> kind) {
        InetAddress address = new InetSocketAddress(listen, 0).getAddress();
        return address != null && kind.test(address); // null if the name is not known
    }

    private static String likeliest() {
        try {
            List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                    .filter(OwnAddress::isUp)
                    .flatMap(card -> Collections.list(card.getInetAddresses()).stream())
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList();
            return addresses.stream()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .or(() -> addresses.stream()
                            .filter(Inet6Address.class::isInstance)
                            .findFirst())
                    .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
                    .orElse(LOOPBACK);
        } catch (SocketException e) {
            return LOOPBACK;
        }
    }

    private static boolean isUp(NetworkInterface card) {
        try {
            return card.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
