package io.weir.name;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an init segment: {@code init_<hash>.mp4}, beside the days of its stream. It tells the object's bytes, so
 * streams that come back with the same codec configurations find theirs again.
 *
 * @param hash the first 16 hex digits of the SHA-256 of its bytes
 */
public record InitName(String hash) implements ObjectName {
    private static final int HASH_BYTES = 8;
    private static final Pattern FORM = Pattern.compile("init_([0-9a-f]{16})\\.mp4");

    /** The name of these bytes, position to limit; both stay. */
    public static InitName of(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return new InitName(HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The name, or null if the text is none. */
    public static @Nullable InitName parse(String fileName) {
        Matcher form = FORM.matcher(fileName);
        String hash = form.matches() ? form.group(1) : null;
        return hash == null ? null : new InitName(hash);
    }

    @Override
    public String fileName() {
        return "init_" + hash + ".mp4";
    }

    /** The object's key: {@code <app>/<stream>/<file name>}. */
    @Override
    public String key(StreamName stream) {
        return stream + "/" + fileName();
    }

    @Override
    public String contentType() {
        return "video/mp4";
    }
}
