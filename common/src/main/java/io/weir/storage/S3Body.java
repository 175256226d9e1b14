package io.weir.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An object's bytes as the SDK takes them, and their hash.
 *
 * @param bytes the array, whose first {@code length} bytes count
 * @param length how many
 * @param sha256 lower-case hex
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record S3Body(byte[] bytes, int length, String sha256) {
    /** The buffer's bytes, position to limit, copied only where they do not begin their array. */
    static S3Body of(ByteBuffer body) {
        String sha256 = sha256(body.duplicate());
        int length = body.remaining();
        if (body.hasArray() && body.arrayOffset() + body.position() == 0) {
            return new S3Body(body.array(), length, sha256);
        }
        byte[] copy = new byte[length];
        body.duplicate().get(copy);
        return new S3Body(copy, length, sha256);
    }

    static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
