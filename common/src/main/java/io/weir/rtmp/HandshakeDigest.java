package io.weir.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digests that Flash Player 9 put into the handshake: HMAC-SHA256 under keys known to all, at a place that the
 * packet itself names, by one of two schemes. They prove nothing; some clients refuse servers without them.
 */
final class HandshakeDigest {
    static final int PACKET_BYTES = 1536;
    static final int DIGEST_BYTES = 32;

    /** Tells that neither scheme fits. */
    static final int NO_SCHEME = -1;

    private static final int SCHEMES = 2;
    private static final int[] OFFSET_AT = {8, 772};
    private static final int OFFSETS = 728;
    private static final byte[] SHARED_KEY =
            HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
    private static final byte[] CLIENT_KEY = "Genuine Adobe Flash Player 001".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_KEY = "Genuine Adobe Flash Media Server 001".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_LONG_KEY = concat(SERVER_KEY, SHARED_KEY);

    private HandshakeDigest() {}

    /** The scheme, 0 or 1, whose digest stands in a client's C1; {@link #NO_SCHEME} if there is none. */
    static int scheme(byte[] c1) {
        for (int scheme = 0; scheme < SCHEMES; scheme++) {
            if (MessageDigest.isEqual(digestIn(c1, scheme), packetDigest(c1, scheme, CLIENT_KEY))) {
                return scheme;
            }
        }
        return NO_SCHEME;
    }

    /** Signs a C1, as a client does. */
    static void signC1(byte[] c1, int scheme) {
        put(c1, offset(c1, scheme), packetDigest(c1, scheme, CLIENT_KEY));
    }

    /** Signs an S1. */
    static void signS1(byte[] s1, int scheme) {
        put(s1, offset(s1, scheme), packetDigest(s1, scheme, SERVER_KEY));
    }

    /** Whether an S1 is signed by the scheme. */
    static boolean isS1Signed(byte[] s1, int scheme) {
        return MessageDigest.isEqual(digestIn(s1, scheme), packetDigest(s1, scheme, SERVER_KEY));
    }

    /** Signs an S2: its last bytes answer the digest of the C1. */
    static void signS2(byte[] s2, byte[] c1, int scheme) {
        int signed = PACKET_BYTES - DIGEST_BYTES;
        byte[] key = hmac(SERVER_LONG_KEY, digestIn(c1, scheme));
        put(s2, signed, hmac(key, Arrays.copyOf(s2, signed)));
    }

    private static int offset(byte[] packet, int scheme) {
        int at = OFFSET_AT[scheme];
        int sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += packet[at + i] & 0xFF;
        }
        return at + 4 + sum % OFFSETS;
    }

    private static byte[] digestIn(byte[] packet, int scheme) {
        int at = offset(packet, scheme);
        return Arrays.copyOfRange(packet, at, at + DIGEST_BYTES);
    }

    private static byte[] packetDigest(byte[] packet, int scheme, byte[] key) {
        int at = offset(packet, scheme);
        byte[] before = Arrays.copyOf(packet, at);
        byte[] after = Arrays.copyOfRange(packet, at + DIGEST_BYTES, PACKET_BYTES);
        return hmac(key, concat(before, after));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static void put(byte[] packet, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, packet, at, bytes.length);
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }
}
