package io.weir.ingest.rtmp;

/** Text of a peer's, made fit for a log line and for other peers. */
final class PeerText {
    private static final int MAX_CHARS = 100;

    private PeerText() {}

    /** Printable ASCII stays, all else becomes {@code \\uXXXX}; what is too long is cut. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        int end = Math.min(text.length(), MAX_CHARS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '\\') {
                out.append(c);
            } else {
                out.append(String.format("\\u%04X", (int) c));
            }
        }
        return end < text.length() ? out.append("...").toString() : out.toString();
    }
}
