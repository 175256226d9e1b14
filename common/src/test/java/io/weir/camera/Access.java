package io.weir.camera;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may see a camera: RFC 7617 (Basic) and RFC 2617 (Digest, MD5, without qop). */
sealed interface Access {
    String REALM = "camera";

    /** Whether a request carries what is asked for. */
    boolean admits(RtspRequest request);

    /** The WWW-Authenticate header of the refusal. */
    String challenge(RtspRequest request);

    /** Everybody. */
    record Open() implements Access {
        @Override
        public boolean admits(RtspRequest request) {
            return true;
        }

        @Override
        public String challenge(RtspRequest request) {
            return "";
        }
    }

    /** A name and a password in the clear. */
    record Basic(String user, String password) implements Access {
        @Override
        public boolean admits(RtspRequest request) {
            String credentials = user + ":" + password;
            return request.header("authorization")
                    .equals("Basic "
                            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public String challenge(RtspRequest request) {
            return "Basic realm=\"" + REALM + "\"";
        }

        @Override
        public String toString() {
            return "Basic";
        }
    }

    /** The same with a nonce of its own for each request: the last one is stale. */
    final class OneTimeDigest implements Access {
        private final String user;
        private final String password;
        private volatile int number;

        OneTimeDigest(String user, String password) {
            this.user = user;
            this.password = password;
        }

        private Digest digest() {
            return new Digest(user, password, "once" + number);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // requests come on one thread
        public boolean admits(RtspRequest request) {
            boolean admits = digest().admits(request);
            number += admits ? 1 : 0;
            return admits;
        }

        @Override
        public String challenge(RtspRequest request) {
            return digest().challenge(request);
        }
    }

    /** A name, and proof of knowing the password. */
    record Digest(String user, String password, String nonce) implements Access {
        private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^\\s,]+))");

        @Override
        public boolean admits(RtspRequest request) {
            String proof = md5(user + ":" + REALM + ":" + password) + ":" + nonce + ":"
                    + md5(request.method() + ":" + parameter(request, "uri"));
            return request.header("authorization").startsWith("Digest ")
                    && parameter(request, "username").equals(user)
                    && parameter(request, "nonce").equals(nonce)
                    && parameter(request, "response").toLowerCase(Locale.ROOT).equals(md5(proof));
        }

        @Override
        public String challenge(RtspRequest request) {
            String offered = parameter(request, "nonce");
            boolean stale = !offered.isEmpty() && !offered.equals(nonce);
            return "Digest realm=\"" + REALM + "\", nonce=\"" + nonce + "\"" + (stale ? ", stale=\"TRUE\"" : "");
        }

        private static String parameter(RtspRequest request, String name) {
            Matcher matcher = PARAMETER.matcher(request.header("authorization"));
            while (matcher.find()) {
                if (matcher.group(1).equals(name)) {
                    return matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                }
            }
            return "";
        }

        private static String md5(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java has MD5", e);
            }
        }

        @Override
        public String toString() {
            return "Digest";
        }
    }
}
