package io.weir.camera;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A source that a node connects to for a moment, to see what it sends; meanwhile no stream gets it, and nobody else tests it.
 *
 * <p>Who tests is connected for {@link #CONNECTED_MS} at most, from before it asked for the test. Who knows of the test for
 * {@link #OVER_AFTER_MS} takes it for over: it cannot have known of it sooner than it was asked for. Each goes by its own clock,
 * and no two are compared.
 *
 * @param token names the test, and no other
 * @param source its canonical form
 */
public record SourceTest(String token, String source) {
    /** For how long at most its connection is open, ms. */
    public static final long CONNECTED_MS = 25_000;

    /** After so long nobody is connected any more, not even by a process that froze and was killed, ms. */
    public static final long OVER_AFTER_MS = 60_000;

    /** What keys of tests begin with; no stream's name does. */
    private static final String KEY = "~";

    private static final byte VERSION = 1;
    private static final int TOKEN_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new test. Its key tells nothing of the source, which may hold a password. */
    public static SourceTest of(String canonical) {
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return new SourceTest(HexFormat.of().formatHex(token), canonical);
    }

    static boolean isKey(String key) {
        return key.startsWith(KEY);
    }

    static String token(String key) {
        return key.substring(KEY.length());
    }

    String key() {
        return KEY + token;
    }

    byte[] encode() {
        byte[] text = source.getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[1 + text.length];
        value[0] = VERSION;
        System.arraycopy(text, 0, value, 1, text.length);
        return value;
    }

    static SourceTest decode(String key, byte[] value) throws IOException {
        if (value.length < 2 || value[0] != VERSION) {
            throw new IOException("it is no test that this code knows");
        }
        return new SourceTest(
                token(key), new String(Arrays.copyOfRange(value, 1, value.length), StandardCharsets.UTF_8));
    }

    /** Without what may be a password. */
    @Override
    public String toString() {
        return "a test of " + CameraSource.shownPath(source);
    }
}
