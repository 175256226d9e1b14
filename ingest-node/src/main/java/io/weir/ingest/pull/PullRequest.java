package io.weir.ingest.pull;

/**
 * Where to connect to, and how.
 *
 * @param url with credentials; for FFmpeg only
 * @param shown the same without, for people
 * @param udp whether media travels in datagrams beside the RTSP connection
 * @param openTimeoutMs for connecting, up to the first packet
 * @param readTimeoutMs for each packet after it
 */
public record PullRequest(String url, String shown, boolean udp, int openTimeoutMs, int readTimeoutMs) {
    private static final int OPEN_TIMEOUT_MS = 8_000;
    private static final int READ_TIMEOUT_MS = 5_000;

    /** A request with the usual time-outs. */
    public static PullRequest of(String url, String shown, boolean udp) {
        return new PullRequest(url, shown, udp, OPEN_TIMEOUT_MS, READ_TIMEOUT_MS);
    }

    /** What is shown. */
    @Override
    public String toString() {
        return shown;
    }
}
