package io.weir.ingest.pull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a pull may connect to. Private networks are allowed: cameras live there. */
public enum AddressPolicy {
    /** Neither this machine itself nor link-local addresses. */
    STANDARD,
    /** Both of them as well; never a cloud's metadata service. */
    LOCAL_ALLOWED;

    private static final Set<InetAddress> METADATA = Stream.of("169.254.169.254", "100.100.100.200", "fd00:ec2::254")
            .map(AddressPolicy::literal)
            .collect(Collectors.toUnmodifiableSet());

    /** 64:ff9b::/96, behind which a gateway speaks to the IPv4 address in the last four bytes (RFC 6052). */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xFF, (byte) 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final byte[] IPV4_COMPATIBLE = new byte[12];

    /** Why a pull must not connect there, for people; null if it may. */
    public @Nullable String refusal(InetAddress address) {
        InetAddress meant = embedded(address);
        byte[] bytes = meant.getAddress();
        if (meant.isAnyLocalAddress() || isReserved(bytes)) {
            return "is no address of a camera";
        }
        if (meant.isMulticastAddress()) {
            return "is a multicast address";
        }
        if (METADATA.contains(meant)) {
            return "is the metadata service of a cloud";
        }
        if (this == LOCAL_ALLOWED) {
            return null;
        }
        if (meant.isLoopbackAddress()) {
            return "is this machine itself";
        }
        return meant.isLinkLocalAddress() ? "is a link-local address" : null;
    }

    /** 0.0.0.0/8 and 240.0.0.0/4 (RFC 6890). */
    private static boolean isReserved(byte[] bytes) {
        return bytes.length == 4 && (bytes[0] == 0 || (bytes[0] & 0xF0) == 0xF0);
    }

    private static InetAddress embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean holdsIpv4 = address instanceof Inet6Address
                && !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && (begins(bytes, NAT64) || begins(bytes, IPV4_COMPATIBLE));
        try {
            return holdsIpv4 ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16)) : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean begins(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(text + " is an address", e);
        }
    }
}
