package io.weir.index;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An index record that counts, with the name of its bytes.
 *
 * @param record the record
 * @param hash SHA-256 of its bytes, hex: the predecessor of the next one, and a playlist's ETag
 */
public record Accepted(IndexRecord record, String hash) {
    /**
     * Reads a record's bytes.
     *
     * @throws IOException if they are no record of a version that this code knows
     */
    public static Accepted of(byte[] value) throws IOException {
        return new Accepted(IndexRecord.decode(value), hash(value));
    }

    /** The name of a record's bytes. */
    public static String hash(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
