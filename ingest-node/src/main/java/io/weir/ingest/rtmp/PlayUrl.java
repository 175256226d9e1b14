package io.weir.ingest.rtmp;

import io.weir.name.StreamName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a stream is watched, said to those who ask for it over RTMP. */
final class PlayUrl {
    private static final Pattern TC_URL =
            Pattern.compile("rtmps?://(?:[^/@]*@)?(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?:[:/].*)?");

    private PlayUrl() {}

    /** The HLS URL, on the host that the client has used. */
    static String of(String tcUrl, int httpPort, StreamName stream) {
        Matcher parts = TC_URL.matcher(tcUrl);
        String host = parts.matches() ? parts.group(1) : "localhost";
        return "http://" + host + ":" + httpPort + "/" + stream + ".m3u8";
    }
}
