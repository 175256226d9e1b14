package io.weir.ingest.pull;

import io.weir.config.Secret;

/**
 * Where to connect to, and how patiently.
 *
 * @param url {@code rtsp}, {@code rtsps}, {@code rtmp} or {@code rtmps}, with credentials; for FFmpeg only
 * @param shown the same without, for people
 * @param udp whether media travels in datagrams beside the RTSP connection
 * @param openTimeoutMs from resolving the host's name to the first packet of media
 * @param readTimeoutMs between two packets of media
 * @param addresses where a pull may connect to
 */
public record PullRequest(
        Secret url, String shown, boolean udp, int openTimeoutMs, int readTimeoutMs, AddressPolicy addresses) {
    private static final int OPEN_TIMEOUT_MS = 8_000;
    private static final int READ_TIMEOUT_MS = 5_000;

    /** A request with the usual time-outs. */
    public static PullRequest of(String url, String shown, boolean udp, AddressPolicy addresses) {
        return new PullRequest(new Secret(url), shown, udp, OPEN_TIMEOUT_MS, READ_TIMEOUT_MS, addresses);
    }

    /** What is shown. */
    @Override
    public String toString() {
        return shown;
    }
}
