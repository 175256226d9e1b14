package io.weir.rtmpclient;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * The parts of {@code rtmp://host[:port]/<app>/<stream>[?query]}.
 *
 * @param stream with its query, where servers look for keys: no log shows it
 */
record PublishUrl(String host, int port, String app, String stream) {
    private static final int DEFAULT_PORT = 1935;

    /**
     * The parts of a URL.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    static PublishUrl of(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        int slash = path.indexOf('/', 1);
        if (!"rtmp".equals(url.getScheme()) || url.getHost() == null || slash < 0) {
            throw new IllegalArgumentException("a URL to publish to is rtmp://host[:port]/<app>/<stream>");
        }
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new PublishUrl(
                url.getHost(),
                url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
                path.substring(1, slash),
                path.substring(slash + 1) + query);
    }

    String tcUrl() {
        return "rtmp://" + host + ":" + port + "/" + app;
    }

    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** Without the query. */
    @Override
    public String toString() {
        int query = stream.indexOf('?');
        return tcUrl() + "/" + (query < 0 ? stream : stream.substring(0, query));
    }
}
