package io.weir.edge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names bytes by themselves, for the entity tags of what has no name of its own. */
final class ContentHash {
    private static final int BYTES = 12;

    private ContentHash() {}

    /** The first 96 bits of the SHA-256, in hex. */
    static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
